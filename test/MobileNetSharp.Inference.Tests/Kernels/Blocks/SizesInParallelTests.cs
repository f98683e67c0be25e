using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Threads;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Inference.Tests.Kernels.Blocks;

/// <summary>Fused blocks keep rows between bands, each session its own, whatever its size.</summary>
public class SizesInParallelTests
{
    [Theory, InlineData(1), InlineData(2)]
    public void Sessions_of_several_sizes_run_at_the_same_time_on_one_engine(int threads)
    {
        (int Batch, int Height, int Width)[] sizes = [(1, 32, 32), (2, 33, 47), (1, 96, 64), (3, 32, 96), (1, 224, 200), (1, 32, 32)];
        var model = TestModels.Of(MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32, Classes = 10 }));
        using var team = new WorkerTeam();
        using var engine = new Engine(model, new EngineOptions { Threads = threads }, VectorWidths.Choose(), team);
        using var reference = new Engine(model, TestModels.Reference);
        Parallel.For(0, sizes.Length, new ParallelOptions { MaxDegreeOfParallelism = sizes.Length }, i =>
        {
            var (batch, height, width) = sizes[i];
            using var expecting = reference.CreateSession(batch, height, width);
            using var session = engine.CreateSession(batch, height, width);
            var x = SpreadWeights.Input(session.Inputs[0].Shape, (ulong)i);
            var expected = TestModels.Run(expecting, x);
            var first = TestModels.Run(session, x);
            TestModels.Close(expected, first, 1e-4);
            for (var run = 0; run < 10; run++)
                Assert.Equal(first[0], TestModels.Run(session, x)[0]);
        });
    }
}
