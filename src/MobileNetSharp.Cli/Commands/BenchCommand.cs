using System.CommandLine;
using System.Diagnostics;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet bench MODEL [--threads 1] [--batch 1] [--layers]</c>.</summary>
static class BenchCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL")
        {
            Description = "A model file, a name from 'mobilenet models', or a network name such as mobilenet_v2_1.0_224 (random weights).",
        };
        model.CompletionSources.Add(ModelSource.Names);
        model.HelpName = "MODEL";
        var threads = CommonOptions.Number("--threads", 1, 1024, 1, "Number of threads.");
        var batch = CommonOptions.Number("--batch", 1, 65536, 1, "Images per run.");
        var runs = CommonOptions.Number("--runs", 1, int.MaxValue, 1, "Number of timed runs, instead of --seconds.");
        runs.DefaultValueFactory = null;
        var seconds = CommonOptions.PositiveNumber("--seconds", "How long to measure after the warm-up, in seconds.", "S", 86_400);
        seconds.DefaultValueFactory = _ => 3;
        var layers = new Option<bool>("--layers") { Description = "Print the time of each step of the engine." };
        var inputSize = CommonOptions.InputSize();
        var (engine, memory) = (CommonOptions.Engine(), CommonOptions.Memory());
        var allowNonFinite = CommonOptions.AllowNonFiniteWeights();
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("bench", "Measure latency, throughput and memory of a model.")
        {
            model, threads, batch, runs, seconds, inputSize, layers, engine, memory, allowNonFinite, json, quiet,
        };
        Examples.Attach(
            command,
            ("mobilenet bench mobilenet_v2_1.0_224", "measure a network on one thread"),
            ("mobilenet bench my.onnx --threads 2 --batch 16", "measure your own model, 16 images per run"),
            ("mobilenet bench mobilenet_v2_1.0_224 --memory low", "measure the low-memory mode"),
            ("mobilenet bench mobilenet_v2_1.0_224 --layers", "show where the time goes"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var start = Stopwatch.GetTimestamp();
            using var loaded = await ModelSource.LoadOrInitializeAsync(
                parsed.GetValue(model)!, new ReadOptions { InputSize = parsed.GetValue(inputSize) }, parsed.GetValue(quiet), cancellationToken).ConfigureAwait(false);
            var options = new EngineOptions
            {
                Kind = parsed.GetValue(engine),
                Threads = parsed.GetValue(threads),
                Memory = parsed.GetValue(memory),
                AllowsNonFiniteWeights = parsed.GetValue(allowNonFinite),
            };
            var count = parsed.GetResult(runs) is null ? int.MaxValue : parsed.GetValue(runs);
            // --runs alone has no time limit.
            var limit = count < int.MaxValue && parsed.GetResult(seconds) is null or { Implicit: true }
                ? TimeSpan.MaxValue
                : TimeSpan.FromSeconds(parsed.GetValue(seconds));
            using var run = new BenchRun(loaded, options, parsed.GetValue(batch), start);
            var document = run.Measure(count, limit, parsed.GetValue(layers), cancellationToken);
            if (parsed.GetValue(json))
                CliJson.Print(document);
            else
                BenchText.Print(document);
            return ExitCode.Done;
        });
        return command;
    }
}
