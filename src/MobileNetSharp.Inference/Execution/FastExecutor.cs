using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Ops;
using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Execution;

/// <summary>Runs a plan in one arena: every worker goes through every step, and all meet between steps.</summary>
sealed unsafe class FastExecutor : Executor, ITeamWork
{
    readonly Plan plan;
    readonly int threads;
    readonly WorkerTeam team;
    readonly Kernel[] kernels;
    readonly AlignedMemory arena;

    // For each step, one after the other: its output, its scratch, what it reads; then the graph's outputs. Those that lie in an
    // input of the graph are filled in by each run.
    readonly nint[] addresses;
    readonly int[] firstOfStep;
    readonly int firstOutput;
    readonly List<(int Address, int Input)> inputAddresses = [];
    readonly long[] outputBytes;

    CancellationToken cancellationToken;
    int lastStep;

    public FastExecutor(Plan plan, Func<Step, Kernel> createKernel, EngineOptions options, WorkerTeam team)
    {
        (threads, this.team) = (options.Threads, team);
        (kernels, this.plan) = Prepare(plan, createKernel, threads);
        SessionLimits.Check(plan.Graph, this.plan.Memory.SizeBytes, options);
        arena = new AlignedMemory(this.plan.Memory.SizeBytes);

        var places = new List<nint>();
        firstOfStep = new int[kernels.Length];
        for (var i = 0; i < kernels.Length; i++)
        {
            firstOfStep[i] = places.Count;
            Place(places, plan.Steps[i].Output);
            places.Add(this.plan.Memory.Scratch(i) is { } scratch ? InArena(scratch) : 0);
            foreach (var read in plan.Steps[i].Reads)
                Place(places, read);
        }

        firstOutput = places.Count;
        foreach (var output in plan.Graph.Outputs)
            Place(places, output.Node);
        outputBytes = [.. plan.Graph.Outputs.Select(output => output.Node.SizeBytes)];
        addresses = GC.AllocateUninitializedArray<nint>(places.Count, pinned: true);
        places.CopyTo(addresses);
    }

    public override Plan? Plan => plan;

    public override IEnumerable<ImmutableArray<Node>> Steps => plan.Steps.Select(step => step.Nodes);

    /// <summary>The kernels of a plan's steps, and the plan with the memory that they need.</summary>
    public static (Kernel[] Kernels, Plan Plan) Prepare(Plan plan, Func<Step, Kernel> createKernel, int threads)
    {
        var kernels = plan.Steps.Select(createKernel).ToArray();
        return (kernels, plan.WithScratch([.. kernels.Select(kernel => kernel.ScratchBytes(threads))]));
    }

    public override void Run(ReadOnlySpan<nint> inputs, ReadOnlySpan<nint> outputs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var (address, input) in inputAddresses)
            addresses[address] = inputs[input];
        (this.cancellationToken, lastStep) = (cancellationToken, kernels.Length - 1);
        Profile?.Start();
        team.Run(threads, this);
        cancellationToken.ThrowIfCancellationRequested();

        for (var i = 0; i < outputs.Length; i++)
            System.Buffer.MemoryCopy((void*)addresses[firstOutput + i], (void*)outputs[i], outputBytes[i], outputBytes[i]);

        // The pointers into arena and weights do not keep them alive.
        GC.KeepAlive(this);
    }

    public void Do(Worker worker)
    {
        worker = worker.With(cancellationToken);
        fixed (nint* start = addresses)
        {
            for (var step = 0; step <= Volatile.Read(ref lastStep); step++)
            {
                var ofStep = (byte**)(start + firstOfStep[step]);
                kernels[step].Run(new Operands(inputs: ofStep + 2, output: ofStep[0], scratch: ofStep[1]), worker);

                // The first worker alone decides, and names the step: so even one that looks when the first is already in the
                // next step leaves after the same.
                if (worker.Index == 0 && cancellationToken.IsCancellationRequested)
                    Volatile.Write(ref lastStep, step);
                worker.Barrier();
                if (worker.Index == 0)
                    Profile?.Finish(step);
            }
        }
    }

    void Place(List<nint> places, Node node)
    {
        var value = Planning.Plan.ValueOf(node);
        if (value.Op is Input)
            inputAddresses.Add((places.Count, plan.Graph.Inputs.IndexOf(value)));
        places.Add(value.Op is Input ? 0 : InArena(plan.Memory[value]));
    }

    nint InArena(Planning.Buffer buffer) => (nint)arena.Pointer<byte>() + (nint)buffer.OffsetBytes;
}
