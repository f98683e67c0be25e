using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.TestKit;

/// <summary>
/// A detector whose answers can be told without running it: of the 4×4 cells of its input of 64×64 pixels, it finds those that
/// are red, and those that are blue. A cell of another color has a score below 1 %.
/// </summary>
public static class ColorDetector
{
    public const int Cells = 4;

    /// <summary>Height and width of the input.</summary>
    public const int Side = 64;

    public static Model Create(Preprocessing? preprocessing = null)
    {
        var g = new GraphBuilder("colors");
        var x = g.Input("image", new Shape(1, Side, Side, 3));
        var cells = g.AveragePool("cells", x, Side / Cells, Side / Cells, Padding.None);
        g.Output("boxes", g.Conv2d("boxes.conv", cells, 4, kernel: 1));
        g.Output("classes", g.Conv2d("classes.conv", cells, 2, kernel: 1, bias: true));
        return new Model(g.Build(), new WeightSet(new Dictionary<string, Tensor>
        {
            ["boxes.conv.weight"] = Tensor.FromFloats([4, 3, 1, 1], new float[12]),
            ["classes.conv.weight"] = Tensor.FromFloats([2, 3, 1, 1], [10, 0, -10, -10, 0, 10]),
            ["classes.conv.bias"] = Tensor.FromFloats([2], [-5, -5]),
        }), new ModelCard
        {
            Task = ModelTask.Detection,
            Outputs = ModelCard.Empty.Outputs.Add("boxes", OutputKind.Boxes).Add("classes", OutputKind.Logits),
            Labels = ["red", "blue"],
            Preprocessing = preprocessing ?? Preprocessing.TensorFlow with { CropFraction = 1 },
            BoxDecoding = new SsdDecoding
            {
                Anchors = new() { Maps = [new AnchorMap(Cells, Cells, [new AnchorShape(1.0 / Cells, 1)])] },
                HasBackground = false,
            },
        });
    }
}
