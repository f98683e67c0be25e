using CsCheck;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Onnx;
using MobileNetSharp.Formats.Tests.Onnx;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Graphs;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests;

/// <summary>Inputs and outputs of a converted file have the axes of the original, for whoever runs it.</summary>
public class OutputLayoutTests
{
    static readonly Gen<Model> Models = Gen.Select(
        Gen.Int[1, 5], Gen.Int[1, 5], Gen.Int[1, 4], Gen.Enum<TensorLayout>().Array[1, 4], Gen.Bool, Gen.Bool,
        (height, width, channels, layouts, isHwc, isPooled) =>
        {
            var g = new GraphBuilder("outputs", Dialect.PyTorch);
            var x = g.Node("x", new Input(new Shape(1, height, width, 3)) { Layout = isHwc ? TensorLayout.Nhwc : null });
            var y = g.Relu("y", g.Conv2d("conv", x, channels, kernel: 1, bias: true));
            var z = isPooled ? g.GlobalAveragePool("z", y) : y;
            g.Output("plain", z);
            foreach (var (i, layout) in layouts.Where(layout => layout.Fits(z.Shape)).Index())
                g.Output($"o{i}", z, layout);
            var graph = g.Build();
            return new Model(graph, SpreadWeights.For(graph, seed: 1), ModelCard.Empty);
        });

    [Fact]
    public void ONNX_Runtime_sees_the_axes_and_the_numbers_of_every_output() => Models.Sample(
        model =>
        {
            var file = model.Bytes(ModelFormat.Onnx);
            OnnxParity.Check(file, model);
            Assert.Equal(model.Graph.ToJson(), OnnxReader.Read(file).Graph.ToJson());
            var bare = OnnxSample.WithoutCard(file);
            var found = OnnxReader.Read(bare);
            Assert.Equal(Presented(model), Presented(found));
            OnnxParity.Check(bare, found);
            OnnxParity.Check(found.Bytes(ModelFormat.Onnx), found);
        },
        iter: 30, threads: 1);

    [Fact]
    public void TFLite_declares_the_axes_of_every_output() => Models.Sample(
        model =>
        {
            var bytes = model.Bytes(ModelFormat.TfLite);
            var file = new TfLiteFile(bytes);
            var expected = model.Graph.Outputs.Select(output => Dims(output, TensorLayout.Nhwc));
            Assert.Equal(expected, file.Outputs.ToArray().Select(index => string.Join(' ', file.Tensor(index).Shape)));
            Assert.Equal(model.Graph.ToJson(), TfLiteReader.Read(bytes).Graph.ToJson());
        },
        iter: 100, threads: 1);

    [Fact]
    public void What_a_graph_declares_survives_transforms_and_other_sizes()
    {
        var g = new GraphBuilder("kept", Dialect.PyTorch);
        var x = g.Node("x", new Input(new Shape(1, 4, 4, 3)) { Layout = TensorLayout.Nhwc, IsSizeFree = true });
        g.Output("y", g.ConvBn("c", x, 2, kernel: 1), TensorLayout.Nhwc);
        var graph = Transforms.Dequantize.ToFloat(Transforms.FoldBatchNorm.Apply(g.Build())).WithInput(2, 5, 6).WithName("other");
        Assert.Equal(TensorLayout.Nhwc, graph.Outputs[0].Layout);
        Assert.Equal(new Input(new Shape(2, 5, 6, 3)) { Layout = TensorLayout.Nhwc, IsSizeFree = true }, graph.Inputs[0].Op);
    }

    static IEnumerable<(string, string)> Presented(Model model) => model.Graph.Outputs.Select(output => (output.Name, Dims(output, TensorLayout.Nchw)));

    static string Dims(GraphOutput output, TensorLayout usual)
    {
        var shape = output.Node.Shape;
        return string.Join(' ', (output.Layout ?? (shape is { Height: 1, Width: 1 } ? TensorLayout.Nc : usual)).Dims(shape));
    }
}
