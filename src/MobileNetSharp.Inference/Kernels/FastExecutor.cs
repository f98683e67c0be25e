using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>Runs a plan in one arena: every worker goes through every step, and all meet between steps.</summary>
sealed unsafe class FastExecutor : Executor, ITeamWork
{
    readonly Plan plan;
    readonly KernelContext context;
    readonly AlignedFloats arena;
    readonly Kernel[] kernels;

    // For each step, one after the other: its output, its scratch, what it reads. The graph's inputs are filled in by each run.
    readonly nint[] addresses;
    readonly int[] firstAddresses;
    readonly List<(int Address, int Input)> inputPlaces = [];

    CancellationToken cancellation;
    int lastStep;

    public FastExecutor(Plan plan, PackedWeights weights, KernelContext context)
    {
        this.context = context;
        kernels = [.. plan.Steps.Select(step => Kernel.Create(step, weights, context))];
        this.plan = plan.WithScratch([.. kernels.Select(kernel => kernel.ScratchFloats(context.Threads) * sizeof(float))]);
        arena = new AlignedFloats(this.plan.Memory.SizeBytes / sizeof(float));
        firstAddresses = new int[kernels.Length];
        addresses = GC.AllocateArray<nint>(plan.Steps.Sum(step => step.Reads.Length + 2), pinned: true);
        Place();
    }

    public override Plan? Plan => plan;

    public override void Run(ReadOnlySpan<nint> inputs, ReadOnlySpan<nint> outputs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var (address, input) in inputPlaces)
            addresses[address] = inputs[input];
        (cancellation, lastStep) = (cancellationToken, kernels.Length - 1);
        WorkerTeam.Shared.Run(context.Threads, this);
        cancellationToken.ThrowIfCancellationRequested();

        for (var i = 0; i < outputs.Length; i++)
        {
            var node = plan.Graph.Outputs[i].Node;
            var value = Planning.Plan.ValueOf(node);
            var source = value.Op is Input ? inputs[plan.Graph.Inputs.IndexOf(value)] : InArena(plan.Memory[value]);
            var sizeBytes = node.Shape.Count * sizeof(float);
            System.Buffer.MemoryCopy((void*)source, (void*)outputs[i], sizeBytes, sizeBytes);
        }

        // The pointers into arena and weights do not keep them alive.
        GC.KeepAlive(this);
    }

    public void Do(Share share)
    {
        // Only the first worker looks whether the run is cancelled, before a barrier: so all leave after the same step, even one
        // that reads the last step so late that the first worker is already in the next.
        fixed (nint* start = addresses)
        {
            for (var step = 0; step <= Volatile.Read(ref lastStep); step++)
            {
                var first = (float**)(start + firstAddresses[step]);
                kernels[step].Run(first + 2, first[0], first[1], share);
                if (share.Index == 0 && cancellation.IsCancellationRequested)
                    Volatile.Write(ref lastStep, step);
                share.Barrier();
            }
        }
    }

    void Place()
    {
        var next = 0;
        for (var i = 0; i < kernels.Length; i++)
        {
            firstAddresses[i] = next;
            addresses[next++] = InArena(plan.Memory[plan.Steps[i].Output]);
            addresses[next++] = plan.Memory.Scratch(i) is { } scratch ? InArena(scratch) : 0;
            foreach (var read in plan.Steps[i].Reads)
            {
                var value = Planning.Plan.ValueOf(read);
                if (value.Op is Input)
                    inputPlaces.Add((next, plan.Graph.Inputs.IndexOf(value)));
                else
                    addresses[next] = InArena(plan.Memory[value]);
                next++;
            }
        }
    }

    nint InArena(Planning.Buffer buffer) => (nint)((byte*)arena.Pointer + buffer.OffsetBytes);
}
