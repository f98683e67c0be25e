using System.Runtime.InteropServices;
using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Weights;
using Xunit;

namespace MobileNetSharp.TestKit;

/// <summary>torchvision's mobilenet_v2 with weights of real spread, an input image, and the logits that torchvision gives for it.</summary>
public sealed record TorchVisionGolden
{
    const ulong Seed = 1;

    /// <summary>The cases, by the names of their files in test/data/golden/torchvision; eng/make_torchvision_golden.py made them.</summary>
    public static IReadOnlyList<string> Cases { get; } =
    [
        "mobilenet_v2_0.35_96", "mobilenet_v2_0.5_128", "mobilenet_v2_1.0_96", "mobilenet_v2_1.0_224", "mobilenet_v2_1.4_96",
    ];

    /// <summary>The options that the graph was built with; a test that must fail changes one.</summary>
    public required MobileNetV2Options Options { get; init; }

    /// <summary>The graph's weights, each from <see cref="SpreadWeights"/> but for the measured running statistics.</summary>
    public required WeightSet Weights { get; init; }

    /// <summary>The image <c>(1,H,W,3)</c>.</summary>
    public required float[] Input { get; init; }

    /// <summary>torchvision's logits (1000), computed in double precision.</summary>
    public required float[] Logits { get; init; }

    /// <summary>The network.</summary>
    public Graph Graph => MobileNetV2.Build(Options);

    /// <summary>Network and weights.</summary>
    public Model Model => new(Graph, Weights, ModelCard.Empty);

    /// <summary>The largest difference from torchvision's logits, over the largest logit; parity is 1e-4.</summary>
    public double RelativeError(ReadOnlySpan<float> logits)
    {
        Assert.Equal(Logits.Length, logits.Length);
        var error = 0.0;
        for (var i = 0; i < logits.Length; i++)
            error = Math.Max(error, float.IsNaN(logits[i]) ? double.PositiveInfinity : Math.Abs(logits[i] - Logits[i]));
        return error / Logits.Max(Math.Abs);
    }

    /// <summary>A case by its name.</summary>
    public static TorchVisionGolden Load(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Repository.Path($"test/data/golden/torchvision/{name}.json")));
        var options = new MobileNetV2Options
        {
            WidthMultiplier = json.RootElement.GetProperty("width").GetDouble(),
            Resolution = json.RootElement.GetProperty("resolution").GetInt32(),
            Dialect = Dialect.PyTorch,
        };
        var graph = MobileNetV2.Build(options);
        return new TorchVisionGolden
        {
            Options = options,
            Weights = WithStatistics(graph, json.RootElement.GetProperty("statistics").GetBytesFromBase64()),
            Input = SpreadWeights.Input(graph.Inputs[0].Shape, Seed),
            Logits = [.. json.RootElement.GetProperty("logits").EnumerateArray().Select(value => value.GetSingle())],
        };
    }

    /// <summary>The spread weights with the file's running means and variances, half precision in the order of the graph.</summary>
    static WeightSet WithStatistics(Graph graph, ReadOnlySpan<byte> statistics)
    {
        var tensors = new Dictionary<string, Tensor>(SpreadWeights.For(graph, Seed));
        var halves = MemoryMarshal.Cast<byte, Half>(statistics);
        foreach (var spec in graph.WeightsOf().Where(spec => spec.Role == WeightRole.BatchNormStatistic))
        {
            var values = new float[spec.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)halves[i];
            tensors[spec.Name] = Tensor.FromFloats(spec.Shape, values);
            halves = halves[values.Length..];
        }

        Assert.True(halves.IsEmpty, "the file holds more statistics than the graph");
        return new WeightSet(tensors);
    }
}
