using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MobileNetSharp.Inference.Profiling;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Measurements;

namespace MobileNetSharp.Benchmarks;

/// <summary>
/// <c>networks [NAME…] [--out bench/results] [--paper FILE]</c>: every network of the paper on one thread against ONNX Runtime,
/// kept as Markdown and JSON; rows of networks that are not measured again stay.
/// </summary>
static class NetworksCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME")
        {
            Description = "Networks by their bare names; all of them unless given.",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [.. Networks.Names],
        };
        var folder = BenchmarkOptions.Results();
        var rounds = BenchmarkOptions.Rounds(5);
        var paper = new Option<string?>("--paper") { Description = "Also put our times into the file from which the paper's report takes them.", HelpName = "FILE" };
        var command = new Command("networks", "Measure every network of the paper and keep it.") { names, folder, rounds, paper };
        command.SetAction(parsed =>
        {
            var path = Path.Combine(parsed.GetValue(folder)!, $"{Processor.Name.AsFileName()}-networks");
            Directory.CreateDirectory(parsed.GetValue(folder)!);
            var results = Kept($"{path}.json");
            foreach (var name in parsed.GetValue(names)!)
            {
                results.RemoveAll(row => row.Model == name);
                results.Add(SuiteCommand.Measure(new SuiteRow(name, Threads: 1, Batch: 1, Lanes: 0, MaximalRatio: 1), parsed.GetValue(rounds)));
                Keep(path, results);
                if (parsed.GetValue(paper) is { } file)
                    CpuTimes.LoadOrEmpty(file).With([Time(results.Single(row => row.Model == name))]).Save(file);
            }

            Console.Out.Write(NetworksText.Of(results));
        });
        return command;
    }

    static CpuTime Time(Comparison row) => new(
        row.Model, row.Surroundings.Processor, int.TryParse(row.Surroundings.Vectors, CultureInfo.InvariantCulture, out var bits) ? bits : 0, row.LatencyMs.Median, row.Surroundings.DateUtc);

    static List<Comparison> Kept(string path) => File.Exists(path)
        ? JsonSerializer.Deserialize(File.ReadAllText(path), BenchmarkJson.Readable.ListComparison)!
        : [];

    /// <summary>After each network, so that what is measured is kept.</summary>
    static void Keep(string path, List<Comparison> results)
    {
        results.Sort((a, b) => Networks.Names.IndexOf(a.Model).CompareTo(Networks.Names.IndexOf(b.Model)));
        File.WriteAllText($"{path}.md", NetworksText.Of(results));
        File.WriteAllText($"{path}.json", JsonSerializer.Serialize(results, BenchmarkJson.Readable.ListComparison) + "\n");
    }
}
