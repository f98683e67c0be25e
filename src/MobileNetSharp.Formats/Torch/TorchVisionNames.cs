using System.Globalization;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Torch;

/// <summary>torchvision's mobilenet_v2: its state dict's names and ours. Source: torchvision/models/mobilenetv2.py.</summary>
static class TorchVisionNames
{
    const string Stem = "features.0.0.weight", LastProjection = "features.17.conv.2.weight", Classifier = "classifier.1.weight";

    /// <summary>Table 2's last bottleneck at width 1.</summary>
    const double LastChannels = 320;

    /// <summary>Channels are rounded to a multiple of this.</summary>
    const int MaxRounding = 8;

    /// <summary>The published widths, then hundredths.</summary>
    static readonly double[] Widths = [1, 1.4, 1.3, 0.75, 0.5, 0.35, .. Enumerable.Range(1, 400).Select(percent => percent / 100.0)];

    /// <summary>Whether a state dict looks like torchvision's MobileNetV2.</summary>
    public static bool Recognizes(Dictionary<string, Tensor> state) =>
        state.ContainsKey(Stem) && state.ContainsKey(LastProjection) && state.ContainsKey(Classifier);

    /// <summary>The model of a state dict of any width, with every weight that the graph needs and no other. Throws <see cref="ModelFormatException"/>.</summary>
    public static Model ToModel(Dictionary<string, Tensor> state)
    {
        CheckNames(state);
        var (last, classifier) = (state[LastProjection].Shape, state[Classifier].Shape);
        if (last.Length != 4 || classifier.Length != 2 || classifier[0] == 0)
            throw new ModelFormatException($"'{LastProjection}' and '{Classifier}' have the shapes [{string.Join(", ", last)}] and [{string.Join(", ", classifier)}]; (out, in, 1, 1) and (classes, in) are expected.");
        var graph = FindWidth(state, last[0], classifier[0]);
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var spec in graph.WeightsOf())
        {
            if (state.TryGetValue(NameOf(graph, spec), out var tensor))
                weights.Add(spec.Name, tensor);
        }

        return new Model(graph, new WeightSet(weights), ModelCard.Empty);
    }

    /// <summary>torchvision's name of a weight of MobileNetV2's graph.</summary>
    public static string NameOf(Graph graph, WeightSpec spec)
    {
        var dot = spec.Name.LastIndexOf('.');
        return $"{ModuleOf(graph, spec.Name[..dot])}{spec.Name[dot..]}";
    }

    static string ModuleOf(Graph graph, string node) => node.Split('.') switch
    {
        ["stem", var layer] => $"features.0.{Index(layer)}",
        ["head", var layer] => $"features.18.{Index(layer)}",
        ["classifier"] => "classifier.1",
        [var block, "expand", var layer] => $"features.{Feature(block)}.conv.0.{Index(layer)}",
        [var block, "depthwise", var layer] => $"features.{Feature(block)}.conv.{Depthwise(graph, block)}.{Index(layer)}",
        [var block, "project", var layer] => $"features.{Feature(block)}.conv.{Depthwise(graph, block) + 1 + Index(layer)}",
        _ => throw new InvalidOperationException($"MobileNetV2 has no node '{node}'."),
    };

    static int Index(string layer) => layer == "conv" ? 0 : 1;

    static int Feature(string block) => int.Parse(block.AsSpan("block".Length), CultureInfo.InvariantCulture) + 1;

    /// <summary>Where torchvision's block has its depthwise convolution: behind the expansion, if there is one.</summary>
    static int Depthwise(Graph graph, string block) => graph.Find($"{block}.expand.conv") is null ? 0 : 1;

    /// <summary>Missing and unexpected names, whatever the width.</summary>
    static void CheckNames(Dictionary<string, Tensor> state)
    {
        var graph = Build(1, classes: 1000);
        var expected = graph.WeightsOf().ToDictionary(spec => NameOf(graph, spec), spec => spec.Role, StringComparer.Ordinal);
        string[] missing = [.. expected.Where(name => name.Value != WeightRole.BatchNormCounter && !state.ContainsKey(name.Key)).Select(name => name.Key)];
        string[] unexpected = [.. state.Keys.Where(name => !expected.ContainsKey(name))];
        if (missing.Length + unexpected.Length > 0)
            throw new ModelFormatException($"The state dict looks like torchvision's mobilenet_v2, but {Some(missing)} missing and {Some(unexpected)} unexpected.");
    }

    static string Some(string[] names)
    {
        const int shown = 3;
        var some = string.Join(", ", names.Take(shown)) + (names.Length > shown ? ", …" : "");
        return names.Length switch { 0 => "none is", 1 => $"1 tensor ({some}) is", var count => $"{count} tensors ({some}) are" };
    }

    /// <summary>The graph of the width whose shapes are those of the tensors.</summary>
    static Graph FindWidth(Dictionary<string, Tensor> state, int lastChannels, int classes)
    {
        string? fault = null;
        foreach (var width in Widths.Where(width => Math.Abs((LastChannels * width) - lastChannels) <= MaxRounding))
        {
            var graph = Build(width, classes);
            if (Misfit(graph, state) is not { } misfit)
                return graph;
            var name = NameOf(graph, misfit);
            fault ??= FormattableString.Invariant(
                $"'{name}' has the shape [{string.Join(", ", state[name].Shape)}]; [{string.Join(", ", misfit.Shape)}] is expected at width {width}");
        }

        throw new ModelFormatException($"The tensors' shapes are MobileNetV2's at no width multiplier: {fault ?? $"'{LastProjection}' has {lastChannels} outputs"}.");
    }

    static WeightSpec? Misfit(Graph graph, Dictionary<string, Tensor> state) => graph.WeightsOf().FirstOrDefault(
        spec => state.TryGetValue(NameOf(graph, spec), out var tensor) && !tensor.Shape.AsSpan().SequenceEqual(spec.Shape.AsSpan()));

    static Graph Build(double width, int classes) =>
        MobileNetV2.Build(new() { WidthMultiplier = width, Classes = classes, Dialect = Dialect.PyTorch });
}
