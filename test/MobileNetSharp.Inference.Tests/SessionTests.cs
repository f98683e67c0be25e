using System.Buffers;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Inference.Tests;

public class SessionTests
{
    public static TheoryData<EngineKind> Kinds => [EngineKind.Fast, EngineKind.Reference];

    static Model Small() => TestModels.Of(g =>
    {
        var y = g.ConvBnRelu6("stem", g.Input("x", new Shape(1, 8, 8, 3)), 8, kernel: 3, stride: 2);
        g.Output("features", y);
        g.Output("logits", g.Linear("classifier", g.GlobalAveragePool("pool", y), 5));
    });

    static Model Single() => TestModels.Of(g => g.Output("y", g.Conv2d("conv", g.Input("x", new Shape(1, 4, 4, 2)), 3, kernel: 3)));

    [Theory, MemberData(nameof(Kinds))]
    public void Buffers_of_a_wrong_size_are_refused_with_what_was_expected(EngineKind kind)
    {
        using var engine = new Engine(Single(), new EngineOptions { Kind = kind });
        using var session = engine.CreateSession();
        var error = Assert.Throws<ArgumentException>(() => session.Run(new float[31], new float[48], TestContext.Current.CancellationToken));
        Assert.StartsWith("The input 'x' of 1x4x4x2 takes 32 floats, not 31.", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => session.Run(new float[32], new float[49], TestContext.Current.CancellationToken));
        Assert.StartsWith("The output 'y' of 1x4x4x3 takes 48 floats, not 49.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_number_of_buffers_is_refused()
    {
        using var engine = new Engine(Small());
        using var session = engine.CreateSession();
        Assert.Throws<InvalidOperationException>(() => session.Run(new float[192], new float[5], TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => session.Run([], [new float[128], new float[5]], TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => session.Run([new float[192]], [new float[128]], TestContext.Current.CancellationToken));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_cancelled_run_throws_and_the_session_can_be_used_again(EngineKind kind)
    {
        using var engine = new Engine(Single(), new EngineOptions { Kind = kind });
        using var session = engine.CreateSession();
        Assert.Throws<OperationCanceledException>(() => session.Run(new float[32], new float[48], new CancellationToken(canceled: true)));
        session.Run(new float[32], new float[48], TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_run_during_another_run_of_the_session_is_refused()
    {
        using var engine = new Engine(Single(), TestModels.OneThread);
        using var session = engine.CreateSession();
        using var input = new CallingMemory(new float[32], () =>
            Assert.Throws<InvalidOperationException>(() => session.Run(new float[32], new float[48], TestContext.Current.CancellationToken)));
        session.Run([input.Memory], [new float[48]], TestContext.Current.CancellationToken);
        Assert.True(input.Called);
    }

    [Fact]
    public void Sessions_of_one_engine_run_at_the_same_time()
    {
        using var engine = new Engine(Small(), TestModels.OneThread);
        var inputs = Enumerable.Range(0, 8).Select(i => TestModels.Inputs(engine.Graph, (ulong)i)).ToArray();
        var expected = inputs.Select(input => TestModels.Run(engine, input)).ToArray();
        Parallel.For(0, inputs.Length, i =>
        {
            using var session = engine.CreateSession();
            for (var run = 0; run < 20; run++)
                Assert.Equal(expected[i], TestModels.Run(session, inputs[i]));
        });
    }

    [Theory, MemberData(nameof(Kinds))]
    public void The_engine_needs_neither_the_model_nor_its_memory_once_it_is_made(EngineKind kind)
    {
        var model = Single();
        var bytes = model.Weights["conv.weight"].Bytes.ToArray();
        var expected = TestModels.Run(model, new EngineOptions { Kind = kind }, TestModels.Inputs(model.Graph));
        using var mapped = new WeightSet([KeyValuePair.Create("conv.weight", new Tensor(ElementType.Float32, [3, 2, 3, 3], bytes))]);
        using var engine = new Engine(new Model(model.Graph, mapped, ModelCard.Empty), new EngineOptions { Kind = kind });
        bytes.AsSpan().Fill(0xff);
        Assert.Equal(expected, TestModels.Run(engine, TestModels.Inputs(model.Graph)));
    }

    [Fact]
    public void A_disposed_engine_makes_no_session_but_its_sessions_go_on()
    {
        var engine = new Engine(Single());
        using var session = engine.CreateSession();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(engine.CreateSession);
        session.Run(new float[32], new float[48], TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_disposed_session_does_not_run()
    {
        using var engine = new Engine(Single());
        var session = engine.CreateSession();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(new float[32], new float[48], TestContext.Current.CancellationToken));
    }

    /// <summary>A few bytes of a model file can declare an input of any size.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void A_session_that_would_take_gigabytes_is_refused_with_its_size(EngineKind kind)
    {
        using var engine = new Engine(TestModels.Of(MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35 })), TestModels.OneThread with { Kind = kind });
        var error = Assert.Throws<GraphException>(() => engine.CreateSession(1, 12000, 12000));
        Assert.Matches(@"^Node 'input': with 1x12000x12000x3 a run takes \d+ MB, above the limit of 2147 MB; give a smaller input or batch, or raise the limit\.$", error.Message);
    }

    /// <summary>It runs in floats, of which each takes four times the memory of its bytes.</summary>
    [Fact]
    public void A_quantized_models_session_is_measured_in_floats()
    {
        var g = new GraphBuilder("bytes");
        var x = g.Node("x", new Input(new Shape(1, 12000, 12000, 1)), [], Quantization.PerTensor(ElementType.UInt8, 1, 0));
        g.Output("y", g.Relu("y", x));
        using var engine = new Engine(TestModels.Of(g.Build()), TestModels.Reference);
        Assert.Contains("a run takes 2304 MB", Assert.Throws<GraphException>(() => engine.CreateSession()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_needs_a_thread() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Engine(Single(), new EngineOptions { Threads = 0 }));

    /// <summary>Memory that calls back when a run pins it, which is during the run.</summary>
    sealed class CallingMemory(float[] values, Action pinned) : MemoryManager<float>
    {
        public bool Called { get; private set; }

        public override Span<float> GetSpan() => values;

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            pinned();
            Called = true;
            return values.AsMemory(elementIndex).Pin();
        }

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
