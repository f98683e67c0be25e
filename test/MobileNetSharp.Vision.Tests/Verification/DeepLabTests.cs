using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Transforms;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Vision.Tests.Verification;

public class DeepLabTests
{
    /// <summary>Dilated convolutions, resizing with aligned corners and ASPP: every pixel has the class that Google published.</summary>
    [Fact]
    public void DeepLab_gives_Googles_golden_mask()
    {
        using var model = Published();
        AssertGolden(Scores(model));
    }

    /// <summary>The paper's network by its bare name is Google's: with the weights of its convolutions, one after the other, it gives the same scores.</summary>
    [Fact]
    public void Our_own_graph_gives_the_same_scores_with_Googles_weights()
    {
        using var published = Published();
        var graph = Networks.Build("deeplabv3_mobilenet_v2_0.5_os8_257");
        using var folded = FoldBatchNorm.Apply(new Model(graph, Initializer.TfSlim(graph, seed: 1), ModelCard.Empty));
        var (theirs, ours) = (Convolutions(published.Graph), Convolutions(folded.Graph));
        Assert.Equal(theirs.Select(node => node.Op), ours.Select(node => node.Op));

        var weights = folded.Weights.ToDictionary();
        foreach (var (from, to) in theirs.Zip(ours))
        {
            foreach (var part in new[] { "weight", "bias" })
                weights[$"{to.Name}.{part}"] = published.Weights[$"{from.Name}.{part}"];
        }

        var scores = Scores(new Model(folded.Graph, new WeightSet(weights), ModelCard.Empty));
        AssertGolden(scores);
        var expected = Scores(published);
        Assert.InRange(scores.Zip(expected, (a, b) => Math.Abs(a - b)).Max() / expected.Max(Math.Abs), 0, 1e-5);
    }

    /// <summary>
    /// The quantized sister has twice the size and yields the classes themselves. Where their corners coincide, TFLite's own
    /// interpreter has the same class in 90.89 % of the pixels: rider and horse meet elsewhere.
    /// </summary>
    [Fact]
    public void The_quantized_sister_gives_a_map_of_classes()
    {
        using var model = ModelFile.Load(SharedData.Path("models/deeplabv3_mnv2_dm05_pascal_quant.tflite"), new() { Dequantize = true });
        Assert.Equal((ModelTask.Segmentation, 21), (model.Card.Task, model.Card.Labels.Length));
        Assert.Equal(new Shape(1, 513, 513, 1), model.Graph.Outputs[0].Node.Shape);
        using var engine = new Engine(model);
        using var session = engine.CreateSession();
        var (input, map) = (new float[513 * 513 * 3], new float[513 * 513]);
        var image = RgbImage.Load(SharedData.Path("images/segmentation_input_rotation0.jpg"));
        ImagePreprocessor.Prepare(image, model.Card.Preprocessing!, 513, 513, input);
        session.Run(input, map, TestContext.Current.CancellationToken);

        var golden = RgbImage.Load(SharedData.Path("images/segmentation_golden_rotation0.png"));
        var (same, foreground) = (0, 0);
        for (var pixel = 0; pixel < 257 * 257; pixel++)
        {
            var (row, column) = (pixel / 257, pixel % 257);
            same += golden.Pixels[3 * pixel] == 10 * map[(2 * row * 513) + (2 * column)] ? 1 : 0;
            foreground += golden.Pixels[3 * pixel] == 0 ? 0 : 1;
        }

        Assert.InRange(foreground / (257.0 * 257), 0.1, 0.9); // so that a map of background alone would fail
        Assert.Equal(0.9089, same / (257.0 * 257), 0.002);
    }

    static Model Published() => ModelFile.Load(SharedData.Path("models/deeplabv3_mnv2_dm05_pascal_257_float.tflite"));

    static List<Node> Convolutions(Graph graph) => [.. graph.Nodes.Where(node => node.Op is Conv2d)];

    static float[] Scores(Model model)
    {
        using var engine = new Engine(model);
        using var session = engine.CreateSession();
        var (input, scores) = (new float[257 * 257 * 3], new float[257 * 257 * 21]);
        var image = RgbImage.Load(SharedData.Path("images/segmentation_input_rotation0.jpg"));
        ImagePreprocessor.Prepare(image, Preprocessing.TensorFlow with { CropFraction = 1 }, 257, 257, input);
        session.Run(input, scores, TestContext.Current.CancellationToken);
        return scores;
    }

    static void AssertGolden(float[] scores)
    {
        var golden = RgbImage.Load(SharedData.Path("images/segmentation_golden_rotation0.png"));
        var wrong = 0;
        for (var pixel = 0; pixel < 257 * 257; pixel++)
        {
            var classes = scores.AsSpan(pixel * 21, 21);
            var best = 0;
            for (var i = 1; i < 21; i++)
                best = classes[i] > classes[best] ? i : best;
            wrong += golden.Pixels[3 * pixel] == 10 * best ? 0 : 1;
        }

        Assert.Equal(0, wrong);
    }
}
