using System.Globalization;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference;

/// <summary>Bounds what one session may allocate: a few bytes of a model file can declare an input of any size.</summary>
public static class SessionMemory
{
    /// <summary>The most bytes of inputs, outputs and everything between them: 2 GiB, 400 times MobileNetV2's at 224×224.</summary>
    public const long LimitBytes = 1L << 31;

    /// <summary>A <see cref="GraphException"/> where inputs, outputs and so many bytes of activations exceed the limit.</summary>
    internal static void Check(Graph graph, long activationBytes)
    {
        var ends = graph.Inputs.Concat(graph.Outputs.Select(output => output.Node));
        var bytes = activationBytes + ends.Sum(node => node.SizeBytes);
        if (bytes > LimitBytes)
        {
            var text = string.Create(
                CultureInfo.InvariantCulture, $"with {graph.Inputs[0].Shape} a run takes {bytes / 1e6:F0} MB, above the limit of {LimitBytes / 1e6:F0} MB; give a smaller input or batch.");
            throw new GraphException(graph.Inputs[0].Name, text);
        }
    }
}
