using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Execution;
using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Inference.Tests;

/// <summary>Values of other types than float, several of them, in and out.</summary>
public class SessionTypesTests
{
    static readonly Quantization Bytes = Quantization.PerTensor(ElementType.UInt8, 1, 0);

    /// <summary>Two inputs of bytes, joined and shuffled, beside one of floats.</summary>
    static Graph Mixed()
    {
        var g = new GraphBuilder("mixed");
        var a = g.Node("a", new Input(new Shape(1, 2, 3, 4)), [], Bytes);
        var b = g.Node("b", new Input(new Shape(1, 2, 3, 2)), [], Bytes);
        var x = g.Input("x", new Shape(1, 1, 1, 5));
        g.Output("bytes", g.Node("shuffle", new ChannelShuffle(2), [g.Node("concat", new Concat(Axis.Channels), [a, b], Bytes)], Bytes));
        g.Output("floats", g.Relu("relu", x));
        return g.Build();
    }

    static Session CreateSession(Graph graph, WorkerTeam team, int threads)
    {
        var weights = new PackedWeights(new Model(graph, new WeightSet([]), ModelCard.Empty), VectorWidths.Choose());
        var executor = new FastExecutor(Plan.Create(graph, threads), step => KernelFactory.Create(step, weights, threads), new() { Threads = threads }, team);
        return new Session(graph, executor);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void Values_of_several_types_go_into_one_run(int threads)
    {
        using var team = new WorkerTeam();
        using var session = CreateSession(Mixed(), team, threads);
        byte[] a = [.. Enumerable.Range(0, 24).Select(i => (byte)i)], b = [.. Enumerable.Range(100, 12).Select(i => (byte)i)];
        var (bytes, floats) = (new byte[36], new float[5]);
        session.Run([a, b, new float[] { -1, 2, -3, 4, 5 }], [bytes, floats], TestContext.Current.CancellationToken);
        Assert.Equal([0, 3, 1, 100, 2, 101, 4, 7, 5, 102, 6, 103], bytes[..12]);
        Assert.Equal([0, 2, 0, 4, 5], floats);

        // A part of a larger array.
        var larger = new byte[40];
        session.Run([a, b, InputBuffer.From<float>(new float[5])], [OutputBuffer.From(larger.AsMemory(3, 36)), floats], TestContext.Current.CancellationToken);
        Assert.Equal([0, 0, 0, .. bytes, 0], larger);
    }

    [Fact]
    public void A_value_takes_the_bytes_of_its_type_in_the_arena()
    {
        var plan = Plan.Create(Mixed());
        var (bytes, floats) = (plan.Memory[plan.Graph["concat"]], plan.Memory[plan.Graph["relu"]]);
        Assert.Equal((ElementType.UInt8, 64), (bytes.ElementType, bytes.SizeBytes));
        Assert.Equal((ElementType.Float32, 64), (floats.ElementType, floats.SizeBytes));
    }

    [Fact]
    public void One_value_of_another_type_goes_through_spans()
    {
        var g = new GraphBuilder("bytes");
        g.Output("y", g.Node("y", new ChannelShuffle(2), [g.Node("x", new Input(new Shape(1, 1, 1, 4)), [], Bytes)], Bytes));
        using var team = new WorkerTeam();
        using var session = CreateSession(g.Build(), team, 1);
        var y = new byte[4];
        session.Run<byte, byte>([1, 2, 3, 4], y, TestContext.Current.CancellationToken);
        Assert.Equal([1, 3, 2, 4], y);
    }

    [Fact]
    public void A_buffer_of_a_wrong_type_is_refused_with_what_was_expected()
    {
        using var engine = new Engine(TestModels.Of(g => g.Output("y", g.Relu("relu", g.Input("x", new Shape(1, 1, 1, 4))))));
        using var session = engine.CreateSession();
        var error = Assert.Throws<ArgumentException>(() => session.Run<byte, float>(new byte[4], new float[4], TestContext.Current.CancellationToken));
        Assert.StartsWith("The input 'x' takes elements of Float32, not UInt8.", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => session.Run([new float[4]], [new sbyte[4]], TestContext.Current.CancellationToken));
        Assert.StartsWith("The output 'y' takes elements of Float32, not Int8.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => InputBuffer.From<char>("abcd".AsMemory()));
    }

    [Fact]
    public void A_quantized_model_takes_floats_since_it_runs_as_the_float_model_that_it_approximates()
    {
        using var engine = new Engine(new Model(Mixed(), new WeightSet([]), ModelCard.Empty));
        using var session = engine.CreateSession();
        Assert.All(session.Inputs, input => Assert.Equal(ElementType.Float32, input.ElementType));
        Assert.All(session.Outputs, output => Assert.Equal(ElementType.Float32, output.Node.ElementType));
    }

    [Fact]
    public void An_op_without_a_kernel_for_its_types_is_refused_when_the_session_is_made()
    {
        var g = new GraphBuilder("sum");
        var x = g.Node("x", new Input(new Shape(1, 1, 1, 4)), [], Bytes);
        g.Output("y", g.Node("sum", new Add(), [x, x], Bytes));
        using var team = new WorkerTeam();
        var error = Assert.Throws<GraphException>(() => CreateSession(g.Build(), team, 1));
        Assert.Equal("sum", error.Node);
        Assert.Equal("the engine has no kernel for Add from UInt8 to UInt8", error.Rule);
    }

    /// <summary>Their bytes lie otherwise, so that to move them as they are would read beyond the smaller one's memory.</summary>
    [Fact]
    public void Values_of_different_types_are_neither_joined_nor_reshaped_into_each_other()
    {
        var joined = new GraphBuilder("joined");
        var (a, b) = (joined.Node("a", new Input(new Shape(1, 1, 1, 4)), [], Bytes), joined.Input("b", new Shape(1, 1, 1, 4)));
        joined.Output("y", joined.Node("concat", new Concat(Axis.Channels), a, b));
        var reshaped = new GraphBuilder("reshaped");
        reshaped.Output("y", reshaped.Node("reshape", new Reshape(2, 2, 1), reshaped.Node("x", new Input(new Shape(1, 1, 1, 4)), [], Bytes)));
        using var team = new WorkerTeam();
        Assert.Equal(
            "the engine has no kernel for Concat from UInt8, Float32 to Float32", Assert.Throws<GraphException>(() => CreateSession(joined.Build(), team, 1)).Rule);
        Assert.Equal(
            "the engine has no kernel for Reshape from UInt8 to Float32", Assert.Throws<GraphException>(() => CreateSession(reshaped.Build(), team, 1)).Rule);
    }

    [Fact]
    public void Arrays_and_memory_of_every_element_type_are_buffers()
    {
        InputBuffer[] inputs = [new float[2], new byte[2], new sbyte[2], new int[2], new long[2], new Half[2]];
        OutputBuffer[] outputs = [new float[2], new byte[2], new sbyte[2], new int[2], new long[2], new Half[2]];
        ElementType[] types = [ElementType.Float32, ElementType.UInt8, ElementType.Int8, ElementType.Int32, ElementType.Int64, ElementType.Float16];
        Assert.Equal(types, inputs.Select(buffer => buffer.Type));
        Assert.Equal(types, outputs.Select(buffer => buffer.Type));
        Assert.All(inputs, buffer => Assert.Equal(2, buffer.Length));
        Assert.All(inputs, buffer => buffer.Memory.Pin().Dispose());
    }
}
