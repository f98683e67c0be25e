using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MobileNetSharp.Inference.Profiling;

namespace MobileNetSharp.Benchmarks;

/// <summary><c>suite [--out bench/results]</c>: every row of the table of targets against ONNX Runtime, kept as Markdown and JSON.</summary>
static class SuiteCommand
{
    public static Command Create()
    {
        var folder = BenchmarkOptions.Results();
        var rounds = BenchmarkOptions.Rounds();
        var command = new Command("suite", "Measure every row of the table of targets and keep it.") { folder, rounds };
        command.SetAction(parsed =>
        {
            var results = SuiteRow.All.Select(row => Measure(row, parsed.GetValue(rounds))).ToList();
            Directory.CreateDirectory(parsed.GetValue(folder)!);
            var path = Path.Combine(parsed.GetValue(folder)!, Processor.Name.AsFileName());
            var table = SuiteText.Of(results);
            File.WriteAllText($"{path}.md", table);
            File.WriteAllText($"{path}.json", JsonSerializer.Serialize(results, BenchmarkJson.Readable.ListComparison) + "\n");
            Console.Out.Write(table);
        });
        return command;
    }

    public static Comparison Measure(SuiteRow row, int rounds)
    {
        using var model = new BenchmarkModel(row.Model);
        using var match = new Match(model, row.Threads, row.Batch, row.Lanes, [OnnxRuntimeRunner.RivalName]);
        var comparison = match.Play(rounds);
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Model}, {row.Threads} thread(s), batch {row.Batch}, {comparison.Surroundings.Vectors} bits: {comparison.Rivals[0].Ratio:F3}"));
        return comparison;
    }
}
