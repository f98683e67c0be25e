using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Threads;
using MobileNetSharp.Models;

namespace MobileNetSharp.Inference.Tests;

/// <summary>A few bytes of a model file can ask for days of work: it is refused before it begins, and can be canceled when it is allowed.</summary>
public class SessionLimitsTests
{
    static readonly Dictionary<string, Func<GraphBuilder, Node, Node>> Endless = new()
    {
        ["max pool"] = (g, x) => g.MaxPool("op", x, 2001, 1, Padding.Same),
        ["average pool"] = (g, x) => g.AveragePool("op", x, 2001, 1, Padding.Same),
        ["convolution"] = (g, x) => g.Conv2d("op", x, 2, kernel: 801, padding: Padding.Same),
        ["depthwise convolution"] = (g, x) => g.Conv2d("op", x, 3, kernel: 2001, groups: 3, padding: Padding.Same),
    };

    public static TheoryData<string, EngineKind> Cases()
    {
        var data = new TheoryData<string, EngineKind>();
        foreach (var op in Endless.Keys)
        {
            data.Add(op, EngineKind.Fast);
            data.Add(op, EngineKind.Reference);
        }

        return data;
    }

    static Model Of(string op) => TestModels.Of(g => g.Output("y", Endless[op](g, g.Input("x", new Shape(1, 2000, 2000, 3)))));

    [Theory, MemberData(nameof(Cases))]
    public void Endless_work_is_refused_and_can_be_allowed(string op, EngineKind kind)
    {
        using var engine = new Engine(Of(op), new() { Kind = kind });
        var error = Assert.Throws<GraphException>(engine.CreateSession);
        Assert.Matches(@"^Node 'x': with 1x2000x2000x3 a run takes [\d,]+ billion operations, above the limit of 10,000 billion; ", error.Message);
        using var allowed = new Engine(Of(op), new() { Kind = kind, OperationLimit = long.MaxValue });
        allowed.CreateSession().Dispose();
    }

    /// <summary>Whatever an op keeps for a run is as large as its output, so it is made only within the limits.</summary>
    [Theory]
    [InlineData(1 << 25, 1), InlineData(1, 1 << 25)]
    public void Nothing_as_large_as_an_output_is_made_before_it_is_refused(int height, int width)
    {
        var model = TestModels.Of(g => g.Output("y", g.Resize("op", g.Input("x", new Shape(1, 2, 2, 1)), new Size(height, width), ResizeMode.Bilinear, CoordinateMode.HalfPixel)));
        using var engine = new Engine(model, new() { Threads = 1, MemoryLimitBytes = 1 << 20 });
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<GraphException>(engine.CreateSession);
        Engine.CreatePlan(model.Graph);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    /// <summary>Not canceled inside the op, each would take hours.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void A_long_op_ends_soon_after_it_is_canceled(string op, EngineKind kind)
    {
        using var engine = new Engine(Of(op), new() { Kind = kind, OperationLimit = long.MaxValue });
        using var session = engine.CreateSession();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(20));
        Assert.Throws<OperationCanceledException>(() => session.Run(
            new float[session.Inputs[0].Shape.Count], new float[session.Outputs[0].Node.Shape.Count], cancellation.Token));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task A_session_gives_the_same_after_runs_that_were_canceled_anywhere(int threads)
    {
        var model = TestModels.Of(MobileNetV2.Build(new() { WidthMultiplier = 0.35, Resolution = 96 }));
        var x = TestModels.Inputs(model.Graph)[0];
        using var team = new WorkerTeam();
        using var engine = new Engine(model, new() { Threads = threads }, VectorWidths.Choose(), team);
        using var session = engine.CreateSession();
        var expected = TestModels.Run(session, x)[0];
        for (var i = 0; i < 100; i++)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var canceling = Task.Run(() =>
            {
                Thread.SpinWait(i * 100);
                cancellation.Cancel();
            },
            TestContext.Current.CancellationToken);
            try
            {
                session.Run(x, new float[expected.Length], cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                // As asked for.
            }

            await canceling;
        }

        Assert.Equal(expected, TestModels.Run(session, x)[0]);
    }
}
