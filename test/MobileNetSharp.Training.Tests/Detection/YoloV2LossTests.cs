using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Detection;
using MobileNetSharp.Training.Recipes;
using TorchSharp;

namespace MobileNetSharp.Training.Tests.Detection;

/// <summary>YOLOv2's loss: Darknet's, its gradients, and targets out of the ordinary.</summary>
public class YoloV2LossTests
{
    const int Side = 64;

    static readonly Golden Expected = ReadGolden();

    static readonly YoloV2Decoding Decoding = new() { Anchors = [.. Expected.Anchors.Select(anchor => new CellAnchor(anchor[0], anchor[1]))] };

    static Graphs.Size Cells => new(Expected.Rows, Expected.Columns);

    static ImmutableArray<AnnotatedBoxes> Images { get; } =
        [.. Expected.Objects.Select(objects => new AnnotatedBoxes([.. objects.Select(box => Object(box[0], box[1], box[2], box[3], (int)box[4]))]))];

    [Theory]
    [InlineData("darknet")]
    [InlineData("weighted")]
    public void Losses_and_gradients_are_those_of_Darknet(string name)
    {
        var expected = Expected.Cases.Single(entry => entry.Name == name);
        var (loss, gradient) = Evaluate(expected.Recipe, Images, expected.Output);
        Assert.Equal(expected.Loss, loss, 1e-4);
        Assert.Equal(expected.Gradient, gradient, (a, b) => Math.Abs(a - b) <= 1e-5);
    }

    /// <summary>One cell, one anchor, one object as large as the image: outputs of 0 are at its middle, and half as large.</summary>
    [Fact]
    public void One_anchor_by_hand()
    {
        YoloV2Decoding decoding = new() { Anchors = [new(0.5, 0.5)] };
        var recipe = new DetectionRecipe(BoxWeight: 3);
        var (loss, gradient) = Evaluate(recipe, [new([Object(0, 0, 1, 1, 1)])], new float[7], decoding, new Graphs.Size(1, 1));
        var sizes = 0.5 * 3 * (2 - 1) * 2 * Math.Pow(Math.Log(2), 2);
        Assert.Equal(sizes + (0.5 * 5 * Math.Pow(0.5 - 0.25, 2)) + Math.Log(2), loss, 1e-5);
        float[] expected = [0, 0, (float)(-3 * Math.Log(2)), (float)(-3 * Math.Log(2)), 5 * 0.25f * 0.25f, 0.5f, -0.5f];
        Assert.Equal(expected, gradient, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Gradients_are_the_slopes_of_the_loss()
    {
        using var scope = torch.NewDisposeScope();
        var expected = Expected.Cases.Single(entry => entry.Name == "weighted");
        var targets = Targets(Images, Decoding, Cells);
        var output = torch.tensor(expected.Output).reshape(Shape(Images.Length, Decoding, Cells, Expected.Classes)).to_type(torch.ScalarType.Float64).requires_grad_();
        var loss = new YoloV2Loss(Decoding, expected.Recipe);
        loss.Compute(output, targets.Boxes, targets.Classes, targets.Objects).backward();
        var stream = new Numerics.RandomStream(1, "slopes");
        for (var i = 0; i < 60; i++)
        {
            var (image, channel, row, column) = (stream.NextInt(Images.Length), stream.NextInt((int)output.shape[1]), stream.NextInt(Expected.Rows), stream.NextInt(Expected.Columns));
            const double step = 1e-5;
            Assert.Equal((At(step) - At(-step)) / (2 * step), output.grad![image, channel, row, column].item<double>(), 1e-6);

            double At(double offset)
            {
                using var untracked = torch.no_grad();
                var moved = output.clone();
                moved[image, channel, row, column] = moved[image, channel, row, column] + offset;
                return loss.Compute(moved, targets.Boxes, targets.Classes, targets.Objects).item<double>();
            }
        }
    }

    [Fact]
    public void Images_without_objects_with_500_or_with_one_of_no_area_give_numbers()
    {
        var stream = new Numerics.RandomStream(1, "many");
        AnnotatedBoxes many = new([.. Enumerable.Range(0, 500).Select(_ => (X: stream.NextUniform(0, 0.9), Y: stream.NextUniform(0, 0.9))).Select(at => Object(at.X, at.Y, at.X + 0.1, at.Y + 0.1, 1))]);
        AnnotatedBoxes flat = new([Object(0.3, 0.3, 0.3, 0.3, 0), Object(0.5, 0.2, 0.5, 0.9, 2), Object(0.9, 0.9, 1, 1, 0)]);
        foreach (var target in new[] { AnnotatedBoxes.None, many, flat })
        {
            var output = Expected.Cases[0].Output.Select(value => 30 * value).ToArray();
            var (loss, gradient) = Evaluate(new DetectionRecipe(), [target, target, target], output);
            Assert.InRange(loss, double.Epsilon, 1e6);
            Assert.All(gradient, value => Assert.True(float.IsFinite(value)));
        }
    }

    /// <summary>Objects are compared a part at a time: which part they are in does not matter, and what a part needs is freed before the next.</summary>
    [Fact]
    public void An_image_with_many_objects_costs_no_more_tensors_and_changes_no_loss()
    {
        using var all = torch.NewDisposeScope();
        var targets = Targets(Images, Decoding, Cells);
        var output = torch.tensor(Expected.Cases[0].Output).reshape(Shape(Images.Length, Decoding, Cells, Expected.Classes));
        var (few, tensors) = Compute(targets.Objects);
        var (many, more) = Compute(torch.cat([torch.zeros(Images.Length, 1000, 4), targets.Objects], 1));
        Assert.Equal(few, many);
        Assert.Equal(tensors, more);

        (float Loss, int Tensors) Compute(torch.Tensor objects)
        {
            using var scope = torch.NewDisposeScope();
            var loss = new YoloV2Loss(Decoding, new DetectionRecipe()).Compute(output, targets.Boxes, targets.Classes, objects).item<float>();
            return (loss, scope.DisposablesCount);
        }
    }

    /// <summary>Boxes whose width is beyond any number overlap nothing.</summary>
    [Fact]
    public void Predictions_beyond_all_bounds_are_taught_to_return()
    {
        var output = Expected.Cases[0].Output.Select(_ => 200f).ToArray();
        var (loss, gradient) = Evaluate(new DetectionRecipe(), Images, output);
        Assert.True(double.IsFinite(loss));
        Assert.All(gradient, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Objectness_where_a_crowd_is_is_not_taught()
    {
        AnnotatedBoxes target = new([Object(0, 0, 0.4, 0.4, 0), Object(0.5, 0, 1, 1, 1) with { IsCrowd = true }]);
        var (_, gradient) = Evaluate(new DetectionRecipe(), [target], new float[Expected.Cases[0].Output.Length / 3]);
        for (var anchor = 0; anchor < Decoding.Anchors.Length; anchor++)
        {
            for (var cell = 0; cell < Cells.Height * Cells.Width; cell++)
            {
                var (row, column) = Math.DivRem(cell, Cells.Width);
                var box = Box.FromCenter((column + 0.5) / Cells.Width, (row + 0.5) / Cells.Height, Decoding.Anchors[anchor].Width / Cells.Width, Decoding.Anchors[anchor].Height / Cells.Height).Clip(1, 1);
                var isCovered = new Box(0.5, 0, 1, 1).Intersection(box) > 0.5 * box.Area;
                Assert.Equal(isCovered, gradient[(((anchor * (5 + Expected.Classes)) + 4) * Cells.Height * Cells.Width) + cell] == 0);
            }
        }
    }

    /// <summary>What the targets say is what the decoder finds: outputs made of them are decoded to the objects.</summary>
    [Fact]
    public void Outputs_that_meet_their_targets_are_decoded_to_the_objects()
    {
        AnnotatedBoxes target = new([Object(0.1, 0.1, 0.4, 0.45, 0), Object(0.5, 0.3, 0.95, 0.95, 2)]);
        var targets = YoloV2Targets.Encode([target], Side, Cells, Decoding.Anchors);
        var (boxes, classes) = (targets[YoloV2Targets.Boxes].ToFloats(), targets[YoloV2Targets.Classes].ToFloats());
        var places = classes.Length;
        var output = new float[places * (5 + Expected.Classes)];
        for (var place = 0; place < places; place++)
        {
            var own = output.AsSpan(place * (5 + Expected.Classes), 5 + Expected.Classes);
            own[4] = -20;
            if (classes[place] <= 0)
                continue;
            (own[0], own[1], own[2], own[3], own[4]) = (Logit(boxes[4 * place]), Logit(boxes[(4 * place) + 1]), boxes[(4 * place) + 2], boxes[(4 * place) + 3], 20);
            own[5 + (int)classes[place] - 1] = 20;
        }

        var builder = new GraphBuilder("map");
        builder.Output("detections", builder.Input("x", new Shape(1, Cells.Height, Cells.Width, 3)) is var x ? builder.Conv2d("c", x, Decoding.Anchors.Length * (5 + Expected.Classes), 1) : x);
        var graph = builder.Build();
        using var model = new Model(graph, SpreadWeights.For(graph, 1), new() { Task = ModelTask.Detection, Outputs = ModelCard.Empty.Outputs.Add("detections", OutputKind.Boxes), BoxDecoding = Decoding, Preprocessing = Preprocessing.Raw });
        var found = DetectorHead.FromModel(model).CreateDecoder(new() { ScoreThreshold = 0.5 }).Decode([output], 0, new Graphs.Size(Side, Side)).ToArray().OrderBy(box => box.Class).ToArray();
        Assert.Equal([0, 2], found.Select(box => box.Class));
        Assert.All(found.Zip(target.Boxes), pair => Assert.True(pair.First.Box.IntersectionOverUnion(pair.Second.Box) > 0.999));

        static float Logit(float share) => MathF.Log(share / (1 - share));
    }

    static AnnotatedBox Object(double left, double top, double right, double bottom, int @class) => new(new(left * Side, top * Side, right * Side, bottom * Side), @class);

    static long[] Shape(int images, YoloV2Decoding decoding, Graphs.Size cells, int classes) => [images, decoding.Anchors.Length * (5 + classes), cells.Height, cells.Width];

    static (torch.Tensor Boxes, torch.Tensor Classes, torch.Tensor Objects) Targets(ImmutableArray<AnnotatedBoxes> images, YoloV2Decoding decoding, Graphs.Size cells)
    {
        var targets = YoloV2Targets.Encode(images, Side, cells, decoding.Anchors);
        return (Tensor(targets[YoloV2Targets.Boxes]), Tensor(targets[YoloV2Targets.Classes]), Tensor(targets[YoloV2Targets.Objects]));

        static torch.Tensor Tensor(Weights.Tensor tensor) => torch.tensor(tensor.ToFloats(), [.. tensor.Shape.Select(side => (long)side)]);
    }

    static (double Loss, float[] Gradient) Evaluate(DetectionRecipe recipe, ImmutableArray<AnnotatedBoxes> images, float[] output, YoloV2Decoding? decoding = null, Graphs.Size? cells = null)
    {
        using var scope = torch.NewDisposeScope();
        var (used, map) = (decoding ?? Decoding, cells ?? Cells);
        var (boxes, classes, objects) = Targets(images, used, map);
        var tensor = torch.tensor(output).reshape(images.Length, -1, map.Height, map.Width).requires_grad_();
        var loss = new YoloV2Loss(used, recipe).Compute(tensor, boxes, classes, objects);
        loss.backward();
        return (loss.item<float>(), tensor.grad!.data<float>().ToArray());
    }

    static Golden ReadGolden()
    {
        using var file = new GZipStream(File.OpenRead(Repository.Path("test/data/golden/detection/yolov2_loss.json.gz")), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<Golden>(file, JsonSerializerOptions.Web)!;
    }

    sealed record Golden(int Rows, int Columns, int Classes, double[][] Anchors, double[][][] Objects, GoldenCase[] Cases);

    sealed record GoldenCase(
        string Name, double BoxWeight, double ObjectWeight, double NoObjectWeight, double ClassWeight, double IgnoreIou, bool Rescore, float[] Output, double Loss, float[] Gradient)
    {
        public DetectionRecipe Recipe => new(BoxWeight: BoxWeight, YoloV2: new(5, ObjectWeight, NoObjectWeight, ClassWeight, IgnoreIou, Rescore));
    }
}
