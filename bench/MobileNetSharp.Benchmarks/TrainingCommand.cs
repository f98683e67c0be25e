using System.CommandLine;
using System.Text.Json;
using MobileNetSharp.Benchmarks.Torch;
using MobileNetSharp.Inference.Profiling;

namespace MobileNetSharp.Benchmarks;

/// <summary><c>training [--out bench/results]</c>: training steps on one and two threads against plain TorchSharp modules, kept as Markdown and JSON.</summary>
static class TrainingCommand
{
    const string Model = "mobilenet_v2_1.0_224";
    const int Batch = 8;
    static readonly int[] ThreadCounts = [1, 2];

    public static Command Create()
    {
        var folder = BenchmarkOptions.Results();
        var rounds = BenchmarkOptions.Rounds(9);
        var command = new Command("training", "Measure steps of training and keep them.") { folder, rounds };
        command.SetAction(parsed =>
        {
            using var model = new BenchmarkModel(Model, isTraining: true);
            var results = ThreadCounts.Select(threads => Measure(model, threads, parsed.GetValue(rounds))).ToList();
            Directory.CreateDirectory(parsed.GetValue(folder)!);
            var path = Path.Combine(parsed.GetValue(folder)!, $"{Processor.Name.AsFileName()}-training");
            var table = TrainingText.Of(results);
            File.WriteAllText($"{path}.md", table);
            File.WriteAllText($"{path}.json", JsonSerializer.Serialize(results, BenchmarkJson.Readable.ListComparison) + "\n");
            Console.Out.Write(table);
        });
        return command;
    }

    static Comparison Measure(BenchmarkModel model, int threads, int rounds)
    {
        using var match = new Match(model, threads, Batch, lanes: 0, [TrainingRunner.PlainName], TrainingRunner.OurName);
        return match.Play(rounds);
    }
}
