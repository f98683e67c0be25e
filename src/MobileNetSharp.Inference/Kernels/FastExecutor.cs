using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>Runs a plan step by step in one arena.</summary>
sealed unsafe class FastExecutor : Executor
{
    readonly Plan plan;
    readonly AlignedFloats arena;
    readonly Kernel[] kernels;
    readonly Place[][] reads;
    readonly Place[] writes;

    public FastExecutor(Plan plan, PackedWeights weights, KernelContext context)
    {
        this.plan = plan;
        arena = new AlignedFloats(plan.Memory.SizeBytes / sizeof(float));
        kernels = [.. plan.Steps.Select(step => Kernel.Create(step, weights, context))];
        reads = [.. plan.Steps.Select(step => step.Reads.Select(PlaceOf).ToArray())];
        writes = [.. plan.Steps.Select(step => PlaceOf(step.Output))];
    }

    public override Plan? Plan => plan;

    public override void Run(ReadOnlySpan<nint> inputs, ReadOnlySpan<nint> outputs, CancellationToken cancellationToken)
    {
        for (var i = 0; i < kernels.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Run(i, inputs);
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            var node = plan.Graph.Outputs[i].Node;
            var sizeBytes = node.Shape.Count * sizeof(float);
            System.Buffer.MemoryCopy(Address(PlaceOf(node), inputs), (void*)outputs[i], sizeBytes, sizeBytes);
        }

        // The pointers into arena and weights do not keep them alive.
        GC.KeepAlive(this);
    }

    void Run(int step, ReadOnlySpan<nint> inputs)
    {
        var places = reads[step];
        var addresses = stackalloc float*[places.Length];
        for (var i = 0; i < places.Length; i++)
            addresses[i] = Address(places[i], inputs);
        kernels[step].Run(addresses, Address(writes[step], inputs));
    }

    float* Address(Place place, ReadOnlySpan<nint> inputs) =>
        place.Input >= 0 ? (float*)inputs[place.Input] : arena.Pointer + place.Offset;

    Place PlaceOf(Node node)
    {
        var value = Planning.Plan.ValueOf(node);
        return value.Op is Input
            ? new Place(plan.Graph.Inputs.IndexOf(value), 0)
            : new Place(-1, plan.Memory[value].OffsetBytes / sizeof(float));
    }

    /// <summary>Where a value lies: an input of the graph by its index, or, where that is −1, floats into the arena.</summary>
    readonly record struct Place(int Input, long Offset);
}
