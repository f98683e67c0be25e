using System.Buffers;
using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Execution;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Profiling;

namespace MobileNetSharp.Inference;

/// <summary>
/// Runs a network for fixed input shapes. Not thread-safe: a run while another is going on throws
/// <see cref="InvalidOperationException"/>; make a session per thread, they share the engine's weights.
/// </summary>
public sealed class Session : IDisposable
{
    Executor? executor;

    // Kept from run to run, so that none allocates.
    readonly MemoryHandle[] pins;
    readonly nint[] addresses;
    int running;

    internal Session(Graph graph, Executor executor)
    {
        (this.executor, Inputs, Outputs) = (executor, graph.Inputs, graph.Outputs);
        pins = new MemoryHandle[Inputs.Length + Outputs.Length];
        addresses = new nint[pins.Length];
    }

    /// <summary>The inputs, in the order that a run takes them.</summary>
    public ImmutableArray<Node> Inputs { get; }

    /// <summary>The outputs, in the order that a run fills them.</summary>
    public ImmutableArray<GraphOutput> Outputs { get; }

    /// <summary>What runs as one, in which order and where; null for the reference, which has no plan, and after disposal.</summary>
    public Plan? Plan => executor?.Plan;

    /// <summary>From now on every run leaves the times of its steps in the profile returned.</summary>
    public StepProfile StartProfile()
    {
        var entered = Enter();
        try
        {
            return entered.Profile = new StepProfile(entered.Steps);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Runs a network with one input and one output, float32 <c>(N,H,W,C)</c> in full length, else an <see cref="ArgumentException"/>.
    /// Cancellation takes effect between layers; the output is then undefined.
    /// </summary>
    public unsafe void Run(ReadOnlySpan<float> input, Span<float> output, CancellationToken cancellationToken = default)
    {
        if (Inputs.Length != 1 || Outputs.Length != 1)
            throw new InvalidOperationException($"The network has {Inputs.Length} inputs and {Outputs.Length} outputs; pass one buffer for each.");
        CheckInput(0, input.Length, nameof(input));
        CheckOutput(0, output.Length, nameof(output));
        var entered = Enter();
        try
        {
            fixed (float* source = input, target = output)
                entered.Run([(nint)source], [(nint)target], cancellationToken);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Runs a network with any number of inputs and outputs, each float32 <c>(N,H,W,C)</c> in full length, in the order of
    /// <see cref="Inputs"/> and <see cref="Outputs"/>, else an <see cref="ArgumentException"/>.
    /// </summary>
    public unsafe void Run(
        ReadOnlySpan<ReadOnlyMemory<float>> inputs, ReadOnlySpan<Memory<float>> outputs, CancellationToken cancellationToken = default)
    {
        if (inputs.Length != Inputs.Length)
            throw new ArgumentException($"The network has {Inputs.Length} inputs, {inputs.Length} are given.", nameof(inputs));
        if (outputs.Length != Outputs.Length)
            throw new ArgumentException($"The network has {Outputs.Length} outputs, {outputs.Length} are given.", nameof(outputs));
        for (var i = 0; i < inputs.Length; i++)
            CheckInput(i, inputs[i].Length, nameof(inputs));
        for (var i = 0; i < outputs.Length; i++)
            CheckOutput(i, outputs[i].Length, nameof(outputs));

        var entered = Enter();
        try
        {
            for (var i = 0; i < pins.Length; i++)
            {
                pins[i] = i < inputs.Length ? inputs[i].Pin() : outputs[i - inputs.Length].Pin();
                addresses[i] = (nint)pins[i].Pointer;
            }

            entered.Run(addresses.AsSpan(0, inputs.Length), addresses.AsSpan(inputs.Length), cancellationToken);
        }
        finally
        {
            foreach (ref var pin in pins.AsSpan())
            {
                pin.Dispose();
                pin = default;
            }

            Leave();
        }
    }

    /// <summary>Lets go of the session's memory; a run that is going on finishes.</summary>
    public void Dispose() => executor = null;

    Executor Enter()
    {
        var entered = executor;
        ObjectDisposedException.ThrowIf(entered is null, this);
        return Interlocked.Exchange(ref running, 1) == 0
            ? entered
            : throw new InvalidOperationException("The session is running already; make a session for each thread.");
    }

    void Leave() => Volatile.Write(ref running, 0);

    void CheckInput(int index, int length, string parameter) =>
        Check("input", Inputs[index].Name, Inputs[index].Shape, length, parameter);

    void CheckOutput(int index, int length, string parameter) =>
        Check("output", Outputs[index].Name, Outputs[index].Node.Shape, length, parameter);

    static void Check(string kind, string name, Shape shape, int length, string parameter)
    {
        if (length != shape.Count)
            throw new ArgumentException($"The {kind} '{name}' of {shape} takes {shape.Count} floats, not {length}.", parameter);
    }
}
