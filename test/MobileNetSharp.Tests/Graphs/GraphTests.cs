using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

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
