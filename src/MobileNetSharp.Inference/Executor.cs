using MobileNetSharp.Inference.Planning;

namespace MobileNetSharp.Inference;

/// <summary>Computes a graph of fixed shapes.</summary>
abstract class Executor
{
    /// <summary>What it runs; null where it just walks the graph.</summary>
    public virtual Plan? Plan => null;

    /// <summary>Reads and writes NHWC float32 at pinned addresses, in the order of the graph's inputs and outputs.</summary>
    public abstract void Run(ReadOnlySpan<nint> inputs, ReadOnlySpan<nint> outputs, CancellationToken cancellationToken);
}
