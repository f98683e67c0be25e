using System.Text.Json;
using MobileNetSharp.Graphs;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Inference.Tests.Reference;

/// <summary>Both executors against torch's own functions; eng/make_op_goldens.py made the file.</summary>
public class OpGoldenTests
{
    static readonly Padding One = new(1, 1, 1, 1);

    static readonly Dictionary<string, Op> Ops = new()
    {
        ["conv2d"] = new Conv2d(4, 3, 1, 1, 1, One, true),
        ["conv2d stride 2"] = new Conv2d(2, new Size(2, 3), 2, 1, 1, new Padding(0, 1, 0, 1), true),
        ["conv2d dilation"] = new Conv2d(3, 3, 1, new Size(2, 3), 1, new Padding(2, 1, 2, 1), true),
        ["conv2d groups"] = new Conv2d(6, 3, 1, 1, 2, One, true),
        ["conv2d depthwise"] = new Conv2d(4, 3, 2, 1, 4, One, true),
        ["conv2d same stride 2"] = new Conv2d(3, 3, 2, 1, 1, Padding.Same, true),
        ["linear"] = new Linear(3),
        ["batch norm"] = new BatchNorm(1e-3),
        ["max pool"] = new Pool(PoolKind.Max, 3, 2, One),
        ["max pool ceil"] = new Pool(PoolKind.Max, 3, 2, Padding.None, CeilMode: true),
        ["average pool"] = new Pool(PoolKind.Average, 3, 2, One),
        ["average pool counting padding"] = new Pool(PoolKind.Average, 3, 2, One, CountsPadding: true),
        ["average pool ceil"] = new Pool(PoolKind.Average, 2, 2, Padding.None, CeilMode: true),
        ["average pool ceil counting padding"] = new Pool(PoolKind.Average, 3, 2, One, CeilMode: true, CountsPadding: true),
        ["global average pool"] = new GlobalAveragePool(),
        ["bilinear half pixel up"] = Up(ResizeMode.Bilinear, CoordinateMode.HalfPixel),
        ["bilinear half pixel down"] = Down(ResizeMode.Bilinear, CoordinateMode.HalfPixel),
        ["bilinear align corners up"] = Up(ResizeMode.Bilinear, CoordinateMode.AlignCorners),
        ["bilinear align corners down"] = Down(ResizeMode.Bilinear, CoordinateMode.AlignCorners),
        ["nearest asymmetric up"] = Up(ResizeMode.Nearest, CoordinateMode.Asymmetric),
        ["nearest asymmetric down"] = Down(ResizeMode.Nearest, CoordinateMode.Asymmetric),
        ["nearest half pixel up"] = Up(ResizeMode.Nearest, CoordinateMode.HalfPixel),
        ["nearest half pixel down"] = Down(ResizeMode.Nearest, CoordinateMode.HalfPixel),
        ["softmax"] = new Softmax(),
        ["relu6"] = Activation.Relu6,
        ["leaky relu"] = Activation.LeakyRelu(0.125f),
        ["sigmoid"] = Activation.Sigmoid,
        ["clamp"] = Activation.Clamp(-0.5f, 0.75f),
        ["pad"] = new Pad(new Padding(0, 1, 3, 2)),
        ["pad cropping"] = new Pad(new Padding(1, -1, -2, 2)),
        ["channel shuffle"] = new ChannelShuffle(3),
        ["l2 normalization"] = new L2Normalization(),
    };

    static JsonElement Golden { get; } =
        JsonDocument.Parse(File.ReadAllBytes(Repository.Path("test/data/golden/ops/torch.json"))).RootElement;

    public static TheoryData<string> Names => [.. Golden.EnumerateObject().Select(property => property.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Both_executors_give_what_torch_gives(string name)
    {
        var golden = Golden.GetProperty(name);
        var g = new GraphBuilder(name);
        g.Output("y", g.Node("op", Ops[name], g.Input("x", ShapeOf(golden.GetProperty("inputShape")))));
        var graph = g.Build();
        Assert.Equal(ShapeOf(golden.GetProperty("outputShape")), graph["op"].Shape);

        var model = TestModels.Of(graph, [.. golden.GetProperty("weights").EnumerateObject()
            .Select(weight => ($"op.{weight.Name}", Numbers(weight.Value)))]);
        float[][] expected = [Numbers(golden.GetProperty("output"))];
        var input = Numbers(golden.GetProperty("input"));
        TestModels.Close(expected, TestModels.Run(model, TestModels.Reference, input), 2e-7);
        TestModels.Close(expected, TestModels.Run(model, TestModels.OneThread, input), 1e-6);
    }

    static Resize Up(ResizeMode mode, CoordinateMode coordinates) => new(mode, coordinates, new Size(9, 7));

    static Resize Down(ResizeMode mode, CoordinateMode coordinates) => new(mode, coordinates, new Size(2, 3));

    static Shape ShapeOf(JsonElement axes) => new(axes[0].GetInt32(), axes[1].GetInt32(), axes[2].GetInt32(), axes[3].GetInt32());

    static float[] Numbers(JsonElement values) => [.. values.EnumerateArray().Select(value => value.GetSingle())];
}
