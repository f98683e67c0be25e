using CsCheck;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Graphs;

public class GraphTests
{
    static Graph Sample()
    {
        var g = new GraphBuilder("sample");
        var x = g.Input("input", new Shape(1, 33, 47, 3));
        var y = g.ConvBnRelu6("stem", x, 8, kernel: 3, stride: 2);
        var z = g.ConvBn("project", y, 8, kernel: 1);
        var sum = g.Add("add", y, z);
        var up = g.ResizeLike("up", sum, x, ResizeMode.Bilinear, CoordinateMode.AlignCorners);
        var pooled = g.GlobalAveragePool("pool", sum);
        g.Output("logits", g.Linear("classifier", pooled, 5));
        g.Output("map", g.Node("clamp", Activation.Clamp(0, float.PositiveInfinity), [up], Quantization.PerTensor(ElementType.UInt8, 0.5f, 3)));
        return g.Build();
    }

    [Fact]
    public void A_graph_comes_back_from_json_as_it_was()
    {
        var graph = Sample();
        var again = GraphJson.Parse(graph.ToJson());
        Assert.Equal(graph.ToString(), again.ToString());
        Assert.Equal(graph.ToJson(), again.ToJson());
        Assert.Equal(new Quantization(ElementType.UInt8, [0.5f], [3]), again["clamp"].Quantization);
    }

    [Fact]
    public void Shapes_follow_another_input()
    {
        var graph = Sample().WithInput(4, 64, 20);
        Assert.Equal(new Shape(4, 32, 10, 8), graph["add"].Shape);
        Assert.Equal(new Shape(4, 64, 20, 8), graph["up"].Shape);
        Assert.Equal(new Shape(4, 1, 1, 5), graph["classifier"].Shape);
    }

    [Fact]
    public void Another_input_size_gives_the_shapes_of_a_graph_declared_with_it() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[32, 300], Gen.Int[32, 300], Gen.OneOf(8, 16, 32), Gen.Bool).Sample(
            (batch, height, width, outputStride, torch) =>
            {
                var options = new MobileNetV2Options
                {
                    OutputStride = outputStride,
                    Dialect = torch ? Dialect.PyTorch : Dialect.TensorFlow,
                    WidthMultiplier = 0.35,
                };
                var declared = MobileNetV2.Build(options with { Batch = batch, Resolution = new(height, width) });
                var inferred = MobileNetV2.Build(options).WithInput(batch, height, width);
                Assert.Equal(declared.Nodes.Select(node => node.ToString()), inferred.Nodes.Select(node => node.ToString()));
            }, iter: 50);

    [Fact]
    public void Another_batch_changes_nothing_else() => RandomGraphs.Gen.Sample(graph =>
    {
        Assert.All(
            graph.WithBatch(7).Nodes.Zip(graph.Nodes),
            pair => Assert.Equal(pair.Second.Shape with { Batch = 7 }, pair.First.Shape));
        Assert.Equal(graph.ToString(), graph.WithBatch(7).WithBatch(2).ToString());
    }, iter: 100);

    [Fact]
    public void Every_node_comes_after_the_nodes_that_it_reads() => RandomGraphs.Gen.Sample(graph =>
    {
        var seen = new HashSet<Node>();
        foreach (var node in graph.Nodes)
        {
            Assert.True(seen.IsSupersetOf(node.Inputs));
            seen.Add(node);
        }
    }, iter: 100);

    [Fact]
    public void A_tap_keeps_only_what_it_needs()
    {
        var tapped = MobileNetV2.Build().WithOutputs(("c4", "block12.add"), ("c3", "block5.add"));
        Assert.Equal(["c4", "c3"], tapped.Outputs.Select(output => output.Name));
        Assert.Equal("block12.add", tapped.Nodes[^1].Name);
        Assert.Throws<KeyNotFoundException>(() => MobileNetV2.Build().WithOutputs(("x", "block99.add")));
    }

    [Fact]
    public void A_graph_reads_as_a_table() => Assert.Equal(
        """
        sample
          input: Input -> 1x33x47x3
          stem.conv: Conv2d 3x3 channels 8 stride 2x2 padding same (input) -> 1x17x24x8
          stem.bn: BatchNorm ε 0.001 (stem.conv) -> 1x17x24x8
          stem.relu6: ReLU6 (stem.bn) -> 1x17x24x8
          project.conv: Conv2d 1x1 channels 8 padding same (stem.relu6) -> 1x17x24x8
          project.bn: BatchNorm ε 0.001 (project.conv) -> 1x17x24x8
          add: Add (stem.relu6, project.bn) -> 1x17x24x8
          up: Resize Bilinear AlignCorners (add, input) -> 1x33x47x8
          pool: GlobalAveragePool (add) -> 1x1x1x8
          classifier: Linear channels 5 bias (pool) -> 1x1x1x5
          clamp: Clamp [0, Infinity] (up) -> 1x33x47x8 UInt8
          output logits: classifier
          output map: clamp

        """.ReplaceLineEndings("\n"),
        Sample().ToString());

    [Fact]
    public void A_card_comes_back_from_json_as_it_was()
    {
        var card = new ModelCard
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Logits),
            Labels = ["a", "b", "c", "d", "é"],
            Preprocessing = Preprocessing.TorchVision(232),
            Provenance = new Provenance { Source = "here", Metrics = new Provenance().Metrics.Add("top1Percent", 71.8) },
        };
        var json = ModelCardJson.ToJson(card, Sample());
        var (again, graph) = ModelCardJson.Parse(json);
        Assert.Equal(json, ModelCardJson.ToJson(again, graph));
        Assert.Equal(card.Preprocessing, again.Preprocessing);
        Assert.Equal(card.Labels.AsEnumerable(), again.Labels.AsEnumerable());
    }

    [Fact]
    public void Class_name_lists_are_whole()
    {
        Assert.Equal(1000, ClassNames.ImageNet.Length);
        Assert.Equal("tench, Tinca tinca", ClassNames.ImageNetWithBackground[1]);
        Assert.Equal((90, 80, 21), (ClassNames.Coco90.Length, ClassNames.Coco.Length, ClassNames.PascalVoc.Length));
    }
}
