using System.CommandLine;
using System.Diagnostics;
using System.Text;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Profiling;
using MobileNetSharp.Models;
using MobileNetSharp.Numerics;
using MobileNetSharp.Weights;
using static System.FormattableString;

namespace MobileNetSharp.Benchmarks;

/// <summary><c>decoding [--out bench/results]</c>: from the outputs of SSDLite at 320² with 80 classes to boxes, on one thread, kept as Markdown.</summary>
static class DecodingCommand
{
    const string Model = "ssdlite_mobilenet_v2_320";
    const int Runs = 300;

    /// <summary>As long as the runtime takes to compile everything anew with what it has seen.</summary>
    static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(1);

    /// <summary>What the scores of an image look like: how many anchors see an object, and how sure the others are that they do not.</summary>
    static readonly (string Name, double ShareOfObjects, double Background, double Deviation)[] Images =
    [
        ("a trained network's, few above 0.01", 0.05, -8, 1.5),
        ("a fifth of the anchors sure of everything", 0.2, -5, 1),
        ("an untrained network's, all near ½", 0, 0, 3),
    ];

    static readonly (string Name, Suppression Suppression)[] Suppressions =
    [
        ("per class, 1e-8", new()),
        ("per class, 0.01", new() { ScoreThreshold = 0.01 }),
        ("best class, 1e-8", new() { Kind = SuppressionKind.BestClass }),
    ];

    public static Command Create()
    {
        var folder = BenchmarkOptions.Results();
        var command = new Command("decoding", "Measure the decoding of a detector's outputs and keep it.") { folder };
        command.SetAction(parsed =>
        {
            Directory.CreateDirectory(parsed.GetValue(folder)!);
            var table = Table();
            File.WriteAllText(Path.Combine(parsed.GetValue(folder)!, $"{Processor.Name.AsFileName()}-decoding.md"), table);
            Console.Out.Write(table);
        });
        return command;
    }

    static string Table()
    {
        var text = new StringBuilder();
        text.Append(Invariant($"# Decoding and suppression on {Processor.Name}\n\n"));
        text.Append(Invariant($"Made by `dotnet run -c Release --project bench/MobileNetSharp.Benchmarks -- decoding`: the outputs of {Model}, 2034 anchors with 80 classes and the background, one thread, milliseconds for an image, the median of {Runs} runs (p10, p90), and the bytes that are allocated in each.\n\n"));
        text.Append("| scores | score function | suppression | ms: median (p10, p90) | detections | bytes |\n|---|---|---|---|---|---|\n");
        var graph = Networks.Build(Model);
        using var model = new Model(graph, Initializer.TfSlim(graph, seed: 1), Networks.CardOf(graph));
        var decoding = (SsdDecoding)model.Card.BoxDecoding!;
        foreach (var image in Images)
        {
            foreach (var function in Enum.GetValues<ScoreFunction>())
            {
                var head = DetectorHead.FromModel(model.WithCard(model.Card with { BoxDecoding = decoding with { ScoreFunction = function } }));
                var outputs = Outputs(head, image.ShareOfObjects, image.Background, image.Deviation);
                foreach (var (name, suppression) in Suppressions)
                    text.Append(Invariant($"| {image.Name} | {function} | {name} | {Measure(head.CreateDecoder(suppression), outputs)} |\n"));
            }
        }

        return text.ToString();
    }

    static string Measure(BoxDecoder decoder, float[][] outputs)
    {
        var (times, found, bytes) = (new double[Runs], 0, 0L);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUpTime;)
            decoder.Decode(outputs, 0, new Size(480, 640));
        for (var run = 0; run < Runs; run++)
        {
            var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            found = decoder.Decode(outputs, 0, new Size(480, 640)).Length;
            (times[run], bytes) = (Stopwatch.GetElapsedTime(start).TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Array.Sort(times);
        return Invariant($"{times[Runs / 2]:F3} ({times[Runs / 10]:F3}, {times[Runs * 9 / 10]:F3}) | {found} | {bytes}");
    }

    static float[][] Outputs(DetectorHead head, double shareOfObjects, double background, double deviation)
    {
        var random = new RandomStream(1, "decoding");
        float[][] outputs = [.. head.BoxOutputs.Concat(head.ScoreOutputs).Select(output => new float[output.Node.Shape.Count])];
        foreach (var codes in outputs[..head.BoxOutputs.Length])
        {
            foreach (ref var code in codes.AsSpan())
                code = (float)random.NextNormal();
        }

        foreach (var scores in outputs[head.BoxOutputs.Length..])
        {
            foreach (var row in scores.Chunk(head.Labels.Length + 1).Index())
            {
                var seesObject = random.NextUniform() < shareOfObjects;
                for (var c = 0; c < row.Item.Length; c++)
                {
                    var logit = background + (deviation * random.NextNormal()) + (seesObject && (shareOfObjects > 0.1 || c == 1 + (row.Index % 10)) ? -background : 0);
                    scores[(row.Index * row.Item.Length) + c] = (float)(c == 0 && !seesObject ? -background : logit);
                }
            }
        }

        return outputs;
    }
}
