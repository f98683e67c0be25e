using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Ops;
using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Blocks;

/// <summary>
/// A chain of bottleneck blocks as one operator (§5.1). Workers split the images of a batch; or large maps by rows, each with
/// its own rings, and compute the few rows between them twice; of small maps they split the expanded channels, and then
/// the projection.
/// </summary>
sealed unsafe class BlockKernel<TLanes, TVector> : Kernel
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
{
    /// <summary>Rows that a worker must have for the rows computed twice not to matter.</summary>
    const int LeastRowsPerWorker = 7;

    readonly Step step;
    readonly StageRun<TLanes, TVector>[][] runs;

    // Written by the first worker while the others are between the same two barriers, so that all leave after the same band.
    bool isLastBand;

    public BlockKernel(Step step, PackedWeights weights, int threads)
    {
        this.step = step;
        var stages = step.Blocks.Select((block, i) => new BlockStage(block, weights, RowsAhead(step.Blocks, i))).ToArray();
        runs = [.. Enumerable.Range(0, threads).Select(_ => Chain(step.Blocks, stages))];
    }

    Shape Output => step.Output.Shape;

    public override long ScratchBytes(int workers) => sizeof(float) * Math.Max(
        runs[0].Sum(run => run.ScratchFloats) * (SplitsRows(workers) ? workers : 1),
        runs[0][0].SharedFloats + (runs[0][0].OwnFloats * workers));

    public override void Run(Operands operands, Worker worker)
    {
        var input = operands.Input<float>();
        var output = operands.Output<float>();
        var scratch = operands.Scratch<float>();
        if (SplitsRows(worker.Count))
            SplitRows(input, output, scratch, worker);
        else
            SplitChannels(runs[worker.Index][0], input, output, scratch, worker);
    }

    /// <summary>How far the block before may run ahead in a block's ring: it produces whole bands.</summary>
    static int RowsAhead(ImmutableArray<FusedBlock> blocks, int index) =>
        index > 0 && blocks[index - 1].FillsRingOf(blocks[index]) ? blocks[index - 1].BandRows - 1 : 0;

    /// <summary>A stage for each block; all but the last keep their rows for the next.</summary>
    static StageRun<TLanes, TVector>[] Chain(ImmutableArray<FusedBlock> blocks, BlockStage[] stages)
    {
        var chain = new StageRun<TLanes, TVector>[stages.Length];
        for (var i = 0; i < chain.Length; i++)
        {
            var bandRows = stages[i].BandRows;
            var kept = i + 1 < stages.Length && !blocks[i].FillsRingOf(blocks[i + 1]) ? stages[i + 1].FirstBandInputRows + bandRows : 0;
            chain[i] = new StageRun<TLanes, TVector>(stages[i], i == 0 ? null : chain[i - 1])
            {
                OutputSlots = (kept + bandRows - 1) / bandRows * bandRows,
            };
        }

        return chain;
    }

    bool SplitsRows(int workers) => runs[0].Length > 1 || IsSplit || SplitsImages(workers) || Output.Height >= LeastRowsPerWorker * workers;

    bool IsSplit => runs[0][^1].Stage.PartBlocks < runs[0][^1].Stage.Blocks;

    bool SplitsImages(int workers) => Output.Batch >= workers;

    void SplitRows(float* input, float* output, float* scratch, Worker worker)
    {
        var chain = runs[worker.Index];
        foreach (var run in chain)
            scratch += worker.Index * run.ScratchFloats;
        foreach (var run in chain)
        {
            run.Place(scratch, scratch + run.SharedFloats);
            scratch += run.ScratchFloats;
        }

        var last = chain[^1];
        var (firstImage, endImage) = SplitsImages(worker.Count) ? worker.Range(Output.Batch) : (0, Output.Batch);
        var (first, end) = SplitsImages(worker.Count) ? (0, Output.Height) : worker.Range(Output.Height);
        for (var image = firstImage; image < endImage && first < end; image++)
        {
            for (var part = 0; part < last.Stage.Blocks; part += last.Stage.PartBlocks)
            {
                var partEnd = Math.Min(part + last.Stage.PartBlocks, last.Stage.Blocks);
                last.Start(Image(input, chain[0].Stage.Input, image), first, part, part, partEnd);
                for (var row = first; row < end && !worker.IsCanceled; row += last.Stage.BandRows)
                    last.Band(row, Math.Min(row + last.Stage.BandRows, end), Row(output, image, row));
            }
        }
    }

    void SplitChannels(StageRun<TLanes, TVector> run, float* input, float* output, float* scratch, Worker worker)
    {
        var stage = run.Stage;
        run.Place(scratch, scratch + run.SharedFloats + (worker.Index * run.OwnFloats));
        var (firstPair, endPair) = worker.Range((stage.Blocks + 1) / 2);
        var (firstBlock, endBlock) = (2 * firstPair, Math.Min(2 * endPair, stage.Blocks));
        for (var image = 0; image < Output.Batch; image++)
        {
            run.Start(Image(input, stage.Input, image), 0, 0, firstBlock, endBlock);
            for (var row = 0; row < Output.Height; row += stage.BandRows)
            {
                var bandEnd = Math.Min(row + stage.BandRows, Output.Height);
                run.ExpandAndFilter(row, bandEnd, firstBlock, endBlock);
                worker.Barrier(); // the projection reads every channel
                var (firstUnit, endUnit) = worker.Range(run.ProjectUnits(bandEnd - row));
                run.Project(row, bandEnd, firstUnit, endUnit, Row(output, image, row));
                if (worker.Index == 0)
                    Volatile.Write(ref isLastBand, worker.IsCanceled);
                worker.Barrier(); // the next band overwrites the tile
                if (Volatile.Read(ref isLastBand))
                    return;
            }
        }
    }

    static float* Image(float* input, Shape shape, int image) => input + (image * shape.CountPerImage);

    float* Row(float* output, int image, int row) =>
        output + ((((long)image * Output.Height) + row) * Output.Width * Output.Channels);
}
