using System.Globalization;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx;

/// <summary>
/// The batch counters of batch normalization in a file's metadata: no node reads them, and ONNX Runtime warns about
/// initializers that no node reads.
/// </summary>
static class OnnxCounters
{
    /// <summary>The metadata's key.</summary>
    public const string Key = "mobilenetsharp.num_batches_tracked";

    const string Absent = "-";

    /// <summary>Whether a weight is a counter as PyTorch has it; one that a tool made a float stays an initializer, to keep its bits.</summary>
    public static bool IsCounter(WeightSpec spec, Tensor tensor) =>
        spec.Role == WeightRole.BatchNormCounter && tensor.Type == ElementType.Int64;

    /// <summary>The counters in the order of the graph's nodes, a blank between two; null for a model without any.</summary>
    public static string? Write(Model model)
    {
        string[] counters = [.. Specs(model.Graph).Select(spec => Text(model, spec))];
        return counters.All(counter => counter == Absent) ? null : string.Join(' ', counters);
    }

    /// <summary>The counters that were written for the same graph, by name.</summary>
    public static Dictionary<string, Tensor> Read(string text, Graph graph)
    {
        var specs = Specs(graph).ToArray();
        var counters = text.Split(' ', specs.Length + 1);
        if (counters.Length != specs.Length)
            throw new ModelFormatException($"The metadata '{Key}' must hold as many numbers as there are batch normalizations, {specs.Length}.");
        return specs.Zip(counters).Where(pair => pair.Second != Absent)
            .ToDictionary(pair => pair.First.Name, pair => Tensor.FromInt64(pair.First.Shape, [Number(pair.Second)]), StringComparer.Ordinal);
    }

    static IEnumerable<WeightSpec> Specs(Graph graph) => graph.WeightsOf().Where(spec => spec.Role == WeightRole.BatchNormCounter);

    static string Text(Model model, WeightSpec spec) =>
        model.Weights.TryGetValue(spec.Name, out var tensor) && IsCounter(spec, tensor)
            ? tensor.As<long>()[0].ToString(CultureInfo.InvariantCulture)
            : Absent;

    static long Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new ModelFormatException($"The metadata '{Key}' must hold whole numbers, holds '{text}'.");
}
