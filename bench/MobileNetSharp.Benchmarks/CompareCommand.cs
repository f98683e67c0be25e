using System.CommandLine;
using System.Text.Json;
using MobileNetSharp.Benchmarks.Torch;

namespace MobileNetSharp.Benchmarks;

/// <summary><c>compare MODEL [--threads 1] [--batch 1] [--vs onnxruntime] [--train] [--lanes 256] [--json]</c>, or <c>compare MODEL --baseline PATH</c> for another build of ours.</summary>
static class CompareCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "A model file, or a network of the paper, such as mobilenet_v2_1.0_224, with random weights." };
        var threads = BenchmarkOptions.Number("--threads", 1, "Threads of every rival.");
        var batch = BenchmarkOptions.Number("--batch", 1, "Images in one inference.");
        var rivals = new Option<string[]>("--vs")
        {
            Description = "Whom to compare with.",
            HelpName = $"{OnnxRuntimeRunner.RivalName}|{TorchRunner.RivalName}",
            DefaultValueFactory = _ => [OnnxRuntimeRunner.RivalName],
        };
        rivals.AcceptOnlyFromAmong(OnnxRuntimeRunner.RivalName, TorchRunner.RivalName);
        var lanes = new Option<int>("--lanes") { Description = "Bits of our vectors at most, 512, 256 or 128; rivals use what they like.", HelpName = "N", DefaultValueFactory = _ => 512 };
        lanes.AcceptOnlyFromAmong("512", "256", "128");
        var train = new Option<bool>("--train") { Description = "Compare training steps, with those of plain TorchSharp modules." };
        var baseline = new Option<string>("--baseline")
        {
            Description = "Compare with another build instead: the path of its mobilenet executable, whose bench is run in turn with this build's.",
            HelpName = "PATH",
        };
        var rounds = BenchmarkOptions.Rounds();
        var json = new Option<bool>("--json") { Description = "Print one JSON document instead of a table." };
        var command = new Command("compare", "Compare the engine with others on one model.") { model, threads, batch, rivals, train, baseline, lanes, rounds, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(baseline) is not null && (result.GetValue(train) || result.GetResult(rivals) is { Implicit: false }))
                result.AddError("--baseline compares inference of two builds; it goes with neither --train nor --vs.");
        });
        command.SetAction(parsed =>
        {
            var (name, width, count) = (parsed.GetValue(model)!, parsed.GetValue(lanes), parsed.GetValue(rounds));
            var comparison = parsed.GetValue(baseline) is { } path
                ? new BaselineMatch(path, name, parsed.GetValue(threads), parsed.GetValue(batch), width).Play(count)
                : PlayRivals(name, parsed.GetValue(threads), parsed.GetValue(batch), width, parsed.GetValue(train) ? null : parsed.GetValue(rivals)!, count);
            Console.Out.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(comparison, BenchmarkJson.Readable.Comparison)
                : CompareText.Of(comparison));
        });
        return command;
    }

    /// <summary>Against other runtimes, or, without any, in training steps against plain TorchSharp modules.</summary>
    static Comparison PlayRivals(string name, int threads, int batch, int lanes, string[]? rivals, int rounds)
    {
        using var model = new BenchmarkModel(name, isTraining: rivals is null);
        using var match = rivals is null
            ? new Match(model, threads, batch, lanes, [TrainingRunner.PlainName], TrainingRunner.OurName)
            : new Match(model, threads, batch, lanes, rivals);
        return match.Play(rounds);
    }
}
