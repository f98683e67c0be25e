using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Threads;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Inference.Tests.Threads;

/// <summary>What is allocated is counted over the whole process, so that nothing else may run beside these.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public class AllocationTests
{
    const int Runs = 100;
    const int Rounds = 5;

    [Theory, InlineData(1), InlineData(2)]
    public void Runs_of_MobileNetV2_allocate_nothing(int threads)
    {
        using var team = new WorkerTeam();
        var graph = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 96 });
        using var engine = new Engine(TestModels.Of(graph), new EngineOptions { Threads = threads }, VectorWidths.Choose(), team);
        using var session = engine.CreateSession();
        var (input, output) = (TestModels.Inputs(graph)[0], new float[1000]);
        Assert.Equal(0, LeastAllocated(() => session.Run(input, output)));
        Assert.Equal(threads - 1, team.Threads);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void Runs_of_every_op_with_a_buffer_for_each_input_allocate_nothing(int threads)
    {
        using var team = new WorkerTeam();
        foreach (var graph in EveryOp.Samples.Values)
        {
            using var engine = new Engine(TestModels.Of(graph), new EngineOptions { Threads = threads }, VectorWidths.Choose(), team);
            using var session = engine.CreateSession();
            ReadOnlyMemory<float>[] inputs = [.. TestModels.Inputs(graph).Select(input => (ReadOnlyMemory<float>)input)];
            Memory<float>[] outputs = [.. graph.Outputs.Select(output => (Memory<float>)new float[output.Node.Shape.Count])];
            var bytes = LeastAllocated(() => session.Run(inputs, outputs));
            Assert.True(bytes == 0, $"{Runs} runs of '{graph.Name}' allocate {bytes} bytes");
        }
    }

    /// <summary>
    /// After the first run, which may allocate: what this thread allocates, and then the whole process. Each is the least of
    /// several rounds: what runs allocate is in each, while a collection that takes back a thread's unused allocation buffer, or
    /// the test's own machinery, may count in one.
    /// </summary>
    static long LeastAllocated(Action run)
    {
        run();
        var ofThread = Least(run, GC.GetAllocatedBytesForCurrentThread);
        return ofThread > 0 ? ofThread : Least(run, () => GC.GetTotalAllocatedBytes(precise: true));
    }

    static long Least(Action run, Func<long> allocated)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = allocated();
            for (var i = 0; i < Runs; i++)
                run();
            least = Math.Min(least, allocated() - before);
        }

        return least;
    }
}
