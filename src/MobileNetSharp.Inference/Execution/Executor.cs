using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Profiling;

namespace MobileNetSharp.Inference.Execution;

/// <summary>Computes a graph of fixed shapes.</summary>
abstract class Executor
{
    /// <summary>What it runs; null where it just walks the graph.</summary>
    public virtual Plan? Plan => null;

    /// <summary>The steps of a run in order, each with the nodes that it runs as one.</summary>
    public abstract IEnumerable<ImmutableArray<Node>> Steps { get; }

    /// <summary>Where a run leaves the times of its steps; null where none is asked for.</summary>
    public StepProfile? Profile { get; set; }

    /// <summary>Reads and writes <c>(N,H,W,C)</c> at pinned addresses, of the types and in the order of the graph's inputs and outputs.</summary>
    public abstract void Run(ReadOnlySpan<nint> inputs, ReadOnlySpan<nint> outputs, CancellationToken cancellationToken);
}
