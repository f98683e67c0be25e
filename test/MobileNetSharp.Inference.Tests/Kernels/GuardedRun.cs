using System.Collections.Immutable;
using MobileNetSharp.Inference.Execution;
using MobileNetSharp.Inference.Kernels.Ops;
using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;
using MobileNetSharp.Transforms;

namespace MobileNetSharp.Inference.Tests.Kernels;

/// <summary>
/// Runs a model's kernels with each value in separate memory between bands of NaN: a kernel that reads outside spoils its
/// result, one that writes outside breaks a band.
/// </summary>
static unsafe class GuardedRun
{
    const int Band = 64;

    public static float[][] Outputs(Model model, VectorWidth width, int threads, params float[][] inputs)
    {
        var folded = FoldBatchNorm.Apply(model);
        return Outputs(folded, Plan.Create(folded.Graph).Steps, width, threads, inputs);
    }

    /// <summary>The same of a model without batch normalization by given steps.</summary>
    public static float[][] Outputs(Model folded, ImmutableArray<Step> steps, VectorWidth width, int threads, params float[][] inputs)
    {
        var weights = new PackedWeights(folded, width);
        var values = folded.Graph.Inputs.Zip(inputs).ToDictionary(pair => pair.First, pair => Guarded(pair.Second));
        var addresses = stackalloc byte*[steps.Select(step => step.Reads.Length).DefaultIfEmpty().Max()];
        using var team = new WorkerTeam();
        foreach (var step in steps)
        {
            var output = Guarded([.. Enumerable.Repeat(float.NaN, (int)step.Output.Shape.Count)]);
            var reads = step.Reads.Select(read => values[Plan.ValueOf(read)]).ToArray();
            for (var i = 0; i < reads.Length; i++)
                addresses[i] = (byte*)(reads[i].Pointer<float>() + Band);
            var kernel = KernelFactory.Create(step, weights, threads);
            var scratchSize = (int)kernel.ScratchBytes(threads) / sizeof(float);
            var scratch = Guarded([.. Enumerable.Repeat(float.NaN, scratchSize)]);
            team.Run(threads, new KernelWork(kernel, addresses, (byte*)(output.Pointer<float>() + Band), (byte*)(scratch.Pointer<float>() + Band)));
            GC.KeepAlive(reads);
            AssertBands(output, step.Output.Shape.Count, step.ToString());
            AssertBands(scratch, scratchSize, step.ToString());
            values.Add(step.Output, output);
        }

        return [.. folded.Graph.Outputs.Select(output => Values(values[Plan.ValueOf(output.Node)], output.Node.Shape.Count))];
    }

    static AlignedMemory Guarded(float[] values)
    {
        var band = Enumerable.Repeat(float.NaN, Band);
        return AlignedMemory.Copy<float>([.. band, .. values, .. band]);
    }

    static float[] Values(AlignedMemory guarded, long count)
    {
        var values = new ReadOnlySpan<float>(guarded.Pointer<float>() + Band, (int)count).ToArray();
        GC.KeepAlive(guarded);
        return values;
    }

    static void AssertBands(AlignedMemory guarded, long count, string step)
    {
        for (var i = 0; i < Band; i++)
            Assert.True(float.IsNaN(guarded.Pointer<float>()[i]) && float.IsNaN(guarded.Pointer<float>()[Band + count + i]), $"{step} writes outside its memory.");
        GC.KeepAlive(guarded);
    }

    sealed class KernelWork(Kernel kernel, byte** inputs, byte* output, byte* scratch) : ITeamWork
    {
        public void Do(Worker worker) => kernel.Run(new Operands(inputs, output, scratch), worker);
    }
}
