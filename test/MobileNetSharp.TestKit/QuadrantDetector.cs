using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.TestKit;

/// <summary>A detector that can be checked by eye: an anchor in each quarter of the image, which is a cat where it is red, and a dog where it is blue.</summary>
public static class QuadrantDetector
{
    /// <summary>Its classes.</summary>
    public static string[] Labels { get; } = ["cat", "dog"];

    /// <summary>The network, with its card.</summary>
    public static Model Create()
    {
        var g = new GraphBuilder("quadrants");
        var means = g.AveragePool("means", g.Input("input", new Shape(1, 32, 32, 3)), 16, 16);
        g.Output("boxes", g.Conv2d("boxes.conv", means, 4, kernel: 1, bias: true));
        g.Output("classes", g.Conv2d("classes.conv", means, 3, kernel: 1, bias: true));
        // From −6 in the dark to 6.75 in pure red or blue; purple is nothing, and the background, which comes first, does not matter.
        return new(g.Build(), Weights(new float[12], new float[4], [0, 0, 0, 0.05f, 0, -0.05f, -0.05f, 0, 0.05f], [0, -6, -6]), new ModelCard
        {
            Task = ModelTask.Detection,
            Outputs = ModelCard.Empty.Outputs.Add("boxes", OutputKind.Boxes).Add("classes", OutputKind.Logits),
            Labels = [.. Labels],
            Preprocessing = Preprocessing.Raw,
            BoxDecoding = new SsdDecoding { Anchors = new() { Maps = [new AnchorMap(2, 2, [new AnchorShape(0.5, 1)])] } },
        });
    }

    static WeightSet Weights(float[] boxes, float[] boxesBias, float[] classes, float[] classesBias) => new(new Dictionary<string, Tensor>
    {
        ["boxes.conv.weight"] = Tensor.FromFloats([4, 3, 1, 1], boxes),
        ["boxes.conv.bias"] = Tensor.FromFloats([4], boxesBias),
        ["classes.conv.weight"] = Tensor.FromFloats([3, 3, 1, 1], classes),
        ["classes.conv.bias"] = Tensor.FromFloats([3], classesBias),
    });
}
