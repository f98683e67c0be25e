using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Execution;
using MobileNetSharp.Inference.Kernels.Ops;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;
using MobileNetSharp.Models;

namespace MobileNetSharp.Inference.Tests.Threads;

public class ParallelSessionTests
{
    static readonly Model Model = TestModels.Of(
        MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32, Classes = 10 }));

    static Engine Engine(WorkerTeam team, int threads) =>
        new(Model, new EngineOptions { Threads = threads }, VectorWidths.Choose(), team);

    [Theory, InlineData(1), InlineData(3)]
    public void Sessions_on_many_threads_with_two_threads_each_give_what_one_thread_gives(int engines)
    {
        using var team = new WorkerTeam();
        var all = Enumerable.Range(0, engines).Select(_ => Engine(team, 2)).ToArray();
        var inputs = Enumerable.Range(0, 6).Select(i => TestModels.Inputs(Model.Graph, (ulong)i)).ToArray();
        var expected = inputs.Select(input => TestModels.Run(Model, TestModels.OneThread, input)[0]).ToArray();
        Parallel.For(0, inputs.Length, new ParallelOptions { MaxDegreeOfParallelism = inputs.Length }, i =>
        {
            using var session = all[i % engines].CreateSession();
            for (var run = 0; run < 20; run++)
                Assert.Equal(expected[i], TestModels.Run(session, inputs[i])[0]);
        });
    }

    [Fact]
    public void A_run_of_one_thread_starts_none()
    {
        using var team = new WorkerTeam();
        using var one = Engine(team, 1);
        TestModels.Run(one, TestModels.Inputs(Model.Graph));
        Assert.Equal(0, team.Threads);
        using var two = Engine(team, 2);
        TestModels.Run(two, TestModels.Inputs(Model.Graph));
        Assert.Equal(1, team.Threads);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void A_run_that_is_cancelled_from_another_thread_stops_after_that_step_and_the_session_can_be_used_again(int threads)
    {
        using var team = new WorkerTeam();
        using var cancellation = new CancellationTokenSource();
        var builder = new GraphBuilder("four sums");
        var x = builder.Input("x", new Shape(1, 1, 1, 4));
        for (var i = 0; i < 4; i++)
            x = builder.Add($"add{i}", x, x);
        builder.Output("y", x);
        var graph = builder.Build();
        var ran = new int[4];
        var executor = new FastExecutor(Plan.Create(graph), step => new Cancelling(step.Node.Name, ran, cancellation), new() { Threads = threads }, team);
        using var session = new Session(graph, executor);

        Assert.Throws<OperationCanceledException>(() => session.Run(new float[4], new float[4], cancellation.Token));
        Assert.Equal([threads, threads, 0, 0], ran);
        session.Run(new float[4], new float[4], TestContext.Current.CancellationToken);
        Assert.Equal([2 * threads, 2 * threads, threads, threads], ran);
    }

    /// <summary>Counts the workers that do a step; the first of them in the second step waits for another thread to cancel.</summary>
    sealed class Cancelling(string name, int[] ran, CancellationTokenSource cancellation) : Kernel
    {
        public override void Run(Operands operands, Worker worker)
        {
            Interlocked.Increment(ref ran[name[^1] - '0']);
            if (name != "add1" || worker.Index != 0 || cancellation.IsCancellationRequested)
                return;
            var other = new Thread(cancellation.Cancel);
            other.Start();
            other.Join();
        }
    }
}
