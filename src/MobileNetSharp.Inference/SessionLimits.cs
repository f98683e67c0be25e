using System.Globalization;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference;

/// <summary>Holds a session to the limits of <see cref="EngineOptions"/> before anything is allocated or run.</summary>
static class SessionLimits
{
    /// <summary>A <see cref="GraphException"/> where a run exceeds a limit; so many bytes are needed besides inputs and outputs.</summary>
    public static void Check(Graph graph, long activationBytes, EngineOptions options)
    {
        var bytes = activationBytes + graph.Inputs.Concat(graph.Outputs.Select(output => output.Node)).Sum(node => node.SizeBytes);
        if (bytes > options.MemoryLimitBytes)
            throw Exceeded(graph, $"takes {bytes / 1e6:F0} MB", $"{options.MemoryLimitBytes / 1e6:F0} MB");
        var operations = graph.Nodes.Sum(Operations);
        if (operations > options.OperationLimit)
            throw Exceeded(graph, $"takes {operations / 1e9:N0} billion operations", $"{options.OperationLimit / 1e9:N0} billion");
    }

    /// <summary>The multiply-adds, window elements or elements of a node; as a double, which does not overflow.</summary>
    static double Operations(Node node) => node.Op switch
    {
        Conv2d conv => (double)node.Shape.Count * (node.Inputs[0].Channels / conv.Groups) * conv.Kernel.Height * conv.Kernel.Width,
        Linear => (double)node.Shape.Count * node.Inputs[0].Channels,
        Pool pool => (double)node.Shape.Count * pool.Kernel.Height * pool.Kernel.Width,
        GlobalAveragePool => node.Inputs[0].Shape.Count,
        _ => node.Shape.Count,
    };

    static GraphException Exceeded(Graph graph, FormattableString takes, FormattableString limit)
    {
        var culture = CultureInfo.InvariantCulture;
        return new GraphException(
            graph.Inputs[0].Name,
            $"with {graph.Inputs[0].Shape} a run {takes.ToString(culture)}, above the limit of {limit.ToString(culture)}; give a smaller input or batch, or raise the limit.");
    }
}
