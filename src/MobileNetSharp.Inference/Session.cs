using System.Buffers;
using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Execution;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Profiling;

namespace MobileNetSharp.Inference;

/// <summary>
/// Runs a network for fixed input shapes. Not thread-safe: a run during another throws
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

    /// <summary>The inputs, in the order that a run takes them; each has elements of its <see cref="Node.ElementType"/>.</summary>
    public ImmutableArray<Node> Inputs { get; }

    /// <summary>The outputs, in the order that a run fills them; each has elements of its node's <see cref="Node.ElementType"/>.</summary>
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
    /// Runs a network with one input and one output, <c>(N,H,W,C)</c> in full length and of the types of <see cref="Inputs"/> and
    /// <see cref="Outputs"/>, else an <see cref="ArgumentException"/>. Cancellation takes effect between layers; the output is
    /// then undefined.
    /// </summary>
    public unsafe void Run<TInput, TOutput>(ReadOnlySpan<TInput> input, Span<TOutput> output, CancellationToken cancellationToken = default)
        where TInput : unmanaged
        where TOutput : unmanaged
    {
        if (Inputs.Length != 1 || Outputs.Length != 1)
            throw new InvalidOperationException($"The network has {Inputs.Length} inputs and {Outputs.Length} outputs; pass one buffer for each.");
        CheckInput(0, TypedMemory.TypeOf<TInput>(), input.Length, nameof(input));
        CheckOutput(0, TypedMemory.TypeOf<TOutput>(), output.Length, nameof(output));
        var entered = Enter();
        try
        {
            fixed (void* source = input, target = output)
                entered.Run([(nint)source], [(nint)target], cancellationToken);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The same for a network of floats.</summary>
    public void Run(ReadOnlySpan<float> input, Span<float> output, CancellationToken cancellationToken = default) =>
        Run<float, float>(input, output, cancellationToken);

    /// <summary>
    /// Runs a network with any number of inputs and outputs, each <c>(N,H,W,C)</c> in full length, of the types and in the order
    /// of <see cref="Inputs"/> and <see cref="Outputs"/>, else an <see cref="ArgumentException"/>.
    /// </summary>
    public void Run(
        ReadOnlySpan<InputBuffer> inputs, ReadOnlySpan<OutputBuffer> outputs, CancellationToken cancellationToken = default)
    {
        CheckCounts(inputs.Length, outputs.Length);
        for (var i = 0; i < inputs.Length; i++)
            CheckInput(i, inputs[i].Type, inputs[i].Length, nameof(inputs));
        for (var i = 0; i < outputs.Length; i++)
            CheckOutput(i, outputs[i].Type, outputs[i].Length, nameof(outputs));

        var entered = Enter();
        try
        {
            for (var i = 0; i < inputs.Length; i++)
                pins[i] = inputs[i].Memory.Pin();
            for (var i = 0; i < outputs.Length; i++)
                pins[inputs.Length + i] = outputs[i].Memory.Pin();
            RunPinned(entered, cancellationToken);
        }
        finally
        {
            Unpin();
            Leave();
        }
    }

    /// <summary>The same for a network whose inputs and outputs are all floats.</summary>
    public void Run(
        ReadOnlySpan<ReadOnlyMemory<float>> inputs, ReadOnlySpan<Memory<float>> outputs, CancellationToken cancellationToken = default)
    {
        CheckCounts(inputs.Length, outputs.Length);
        for (var i = 0; i < inputs.Length; i++)
            CheckInput(i, ElementType.Float32, inputs[i].Length, nameof(inputs));
        for (var i = 0; i < outputs.Length; i++)
            CheckOutput(i, ElementType.Float32, outputs[i].Length, nameof(outputs));

        var entered = Enter();
        try
        {
            for (var i = 0; i < inputs.Length; i++)
                pins[i] = inputs[i].Pin();
            for (var i = 0; i < outputs.Length; i++)
                pins[inputs.Length + i] = outputs[i].Pin();
            RunPinned(entered, cancellationToken);
        }
        finally
        {
            Unpin();
            Leave();
        }
    }

    /// <summary>Releases the session's memory; a run in progress finishes.</summary>
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

    unsafe void RunPinned(Executor entered, CancellationToken cancellationToken)
    {
        for (var i = 0; i < pins.Length; i++)
            addresses[i] = (nint)pins[i].Pointer;
        entered.Run(addresses.AsSpan(0, Inputs.Length), addresses.AsSpan(Inputs.Length), cancellationToken);
    }

    void Unpin()
    {
        foreach (ref var pin in pins.AsSpan())
        {
            pin.Dispose();
            pin = default;
        }
    }

    void CheckCounts(int inputs, int outputs)
    {
        if (inputs != Inputs.Length)
            throw new ArgumentException($"The network has {Inputs.Length} inputs, {inputs} are given.", nameof(inputs));
        if (outputs != Outputs.Length)
            throw new ArgumentException($"The network has {Outputs.Length} outputs, {outputs} are given.", nameof(outputs));
    }

    void CheckInput(int index, ElementType type, int length, string parameter) =>
        Check("input", Inputs[index].Name, Inputs[index], type, length, parameter);

    void CheckOutput(int index, ElementType type, int length, string parameter) =>
        Check("output", Outputs[index].Name, Outputs[index].Node, type, length, parameter);

    static void Check(string kind, string name, Node value, ElementType type, int length, string parameter)
    {
        if (type != value.ElementType)
            throw new ArgumentException($"The {kind} '{name}' takes elements of {value.ElementType}, not {type}.", parameter);
        if (length != value.Shape.Count)
        {
            var elements = type == ElementType.Float32 ? "floats" : $"elements of {type}";
            throw new ArgumentException($"The {kind} '{name}' of {value.Shape} takes {value.Shape.Count} {elements}, not {length}.", parameter);
        }
    }
}
