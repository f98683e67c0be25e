using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Detection;
using TorchSharp;

namespace MobileNetSharp.Training.Tests.Detection;

/// <summary>The loss of a detector: that of torchvision and of TensorFlow, its gradients, and targets out of the ordinary.</summary>
public class DetectionLossTests
{
    const int Side = 64;

    static readonly Golden Expected = ReadGolden();

    [Theory]
    [InlineData("torchvision", ScoreFunction.Softmax)]
    [InlineData("tensorflow", ScoreFunction.Sigmoid)]
    [InlineData("tensorflow_without_background", ScoreFunction.Sigmoid)]
    public void Losses_and_gradients_are_those_of_the_originals(string name, ScoreFunction scores)
    {
        var expected = Expected.Cases.Single(entry => entry.Name == name);
        var decoding = Decoding(Expected.Anchors, scores) with { HasBackground = expected.Channels > 3 };
        var hardNegatives = scores == ScoreFunction.Softmax ? HardNegatives.TorchVision : new HardNegatives();
        var images = Expected.Objects.Select(objects => new AnnotatedBoxes([.. objects.Select(box => Object(box[0], box[1], box[2], box[3], (int)box[4]))])).ToImmutableArray();
        var (loss, codesGradient, logitsGradient) = Evaluate(decoding, hardNegatives, images, expected.Codes, expected.Logits);
        Assert.Equal(expected.Loss, loss, 1e-5);
        AssertClose(expected.CodesGradient, codesGradient, 1e-6);
        AssertClose(expected.LogitsGradient, logitsGradient, 1e-6);
    }

    /// <summary>Three anchors, the first on the object: ln 2 for each of two scores of it and of the two negatives, all of which are chosen; no box is off.</summary>
    [Fact]
    public void Three_anchors_by_hand()
    {
        float[] anchors = [0.25f, 0.25f, 0.5f, 0.5f, 0.25f, 0.75f, 0.5f, 0.5f, 0.75f, 0.75f, 0.5f, 0.5f];
        AnnotatedBoxes target = new([Object(0, 0, 0.5, 0.5, 0)]);
        var (loss, codes, logits) = Evaluate(Decoding(anchors), HardNegatives.TorchVision, [target], new float[12], new float[6]);
        Assert.Equal(3 * 2 * Math.Log(2), loss, 1e-6);
        Assert.All(codes, gradient => Assert.Equal(0, gradient));
        Assert.Equal([0.5f, -0.5f, -0.5f, 0.5f, -0.5f, 0.5f], logits);

        // A code that is off by 2 costs 1.5, by 0.5 costs 0.125; a weight of 3 makes it thrice that.
        var off = new float[12];
        (off[0], off[3]) = (2, -0.5f);
        var weighted = Evaluate(Decoding(anchors), HardNegatives.TorchVision, [target], off, new float[6], boxWeight: 3);
        Assert.Equal((3 * 2 * Math.Log(2)) + (3 * (1.5 + 0.125)), weighted.Loss, 1e-5);
        Assert.Equal([3, 0, 0, -1.5f], weighted.Codes[..4]);
    }

    [Theory]
    [InlineData(ScoreFunction.Sigmoid)]
    [InlineData(ScoreFunction.Softmax)]
    public void Gradients_are_the_slopes_of_the_loss(ScoreFunction scores)
    {
        using var scope = torch.NewDisposeScope();
        var expected = Expected.Cases[0];
        var decoding = Decoding(Expected.Anchors, scores);
        var targets = Targets(decoding, [.. Expected.Objects.Select(objects => new AnnotatedBoxes([.. objects.Select(box => Object(box[0], box[1], box[2], box[3], (int)box[4]))]))]);
        var all = HardNegatives.TorchVision with { NegativesPerPositive = 1e6 };
        var codes = torch.tensor(expected.Codes).reshape(3, -1, 4).to_type(torch.ScalarType.Float64).requires_grad_();
        var logits = torch.tensor(expected.Logits).reshape(3, -1, 4).to_type(torch.ScalarType.Float64).requires_grad_();
        var loss = new DetectionLoss(decoding, all, 0.7);
        loss.Compute(codes, logits, targets.Boxes, targets.Classes, Side).backward();
        var stream = new Numerics.RandomStream(1, "slopes");
        foreach (var values in new[] { codes, logits })
        {
            for (var i = 0; i < 12; i++)
            {
                var (image, anchor, channel) = (stream.NextInt(3), stream.NextInt(64), stream.NextInt(4));
                const double step = 1e-4;
                var slope = (At(step) - At(-step)) / (2 * step);
                Assert.Equal(slope, values.grad![image, anchor, channel].item<double>(), 1e-6);

                double At(double offset)
                {
                    using var untracked = torch.no_grad();
                    var moved = values.clone();
                    moved[image, anchor, channel] = moved[image, anchor, channel] + offset;
                    return loss.Compute(ReferenceEquals(values, codes) ? moved : codes, ReferenceEquals(values, logits) ? moved : logits, targets.Boxes, targets.Classes, Side).item<double>();
                }
            }
        }
    }

    [Theory]
    [InlineData(ScoreFunction.Sigmoid)]
    [InlineData(ScoreFunction.Softmax)]
    public void Images_without_objects_with_500_or_with_one_of_no_area_give_numbers(ScoreFunction scores)
    {
        var stream = new Numerics.RandomStream(1, "many");
        AnnotatedBoxes many = new([.. Enumerable.Range(0, 500).Select(_ => (X: stream.NextUniform(0, 0.9), Y: stream.NextUniform(0, 0.9))).Select(at => Object(at.X, at.Y, at.X + 0.1, at.Y + 0.1, 1))]);
        AnnotatedBoxes flat = new([Object(0.3, 0.3, 0.3, 0.3, 0), Object(0.5, 0.2, 0.5, 0.9, 2)]);
        foreach (var target in new[] { AnnotatedBoxes.None, many, flat })
        {
            var (loss, codes, logits) = Evaluate(Decoding(Expected.Anchors, scores), new HardNegatives(), [target, target], Expected.Cases[0].Codes[..512], Expected.Cases[0].Logits[..512]);
            Assert.InRange(loss, double.Epsilon, 1e4);
            Assert.All(codes.Concat(logits), gradient => Assert.True(float.IsFinite(gradient)));
        }
    }

    [Fact]
    public void An_image_without_objects_teaches_its_hardest_negatives_alone()
    {
        var logits = new float[256];
        (logits[(4 * 7) + 1], logits[(4 * 40) + 3], logits[(4 * 41) + 2]) = (5, 4, 3);
        var (_, codes, gradient) = Evaluate(Decoding(Expected.Anchors), new HardNegatives { IouThreshold = null }, [AnnotatedBoxes.None], new float[256], logits);
        Assert.All(codes, value => Assert.Equal(0, value));
        Assert.Equal([7, 40, 41], Enumerable.Range(0, 64).Where(anchor => gradient.AsSpan(4 * anchor, 4).ContainsAnyExcept(0f)));
    }

    /// <summary>What a crowd covers is neither an object nor background.</summary>
    [Fact]
    public void Anchors_in_a_crowd_take_no_part()
    {
        AnnotatedBoxes target = new([Object(0, 0, 0.5, 0.5, 0), Object(0.5, 0.5, 1, 1, 1) with { IsCrowd = true }]);
        var (_, _, gradient) = Evaluate(Decoding(Expected.Anchors), HardNegatives.TorchVision with { NegativesPerPositive = 1e6 }, [target], new float[256], new float[256]);
        for (var anchor = 0; anchor < 64; anchor++)
        {
            var box = Box.FromCenter(Expected.Anchors[(4 * anchor) + 1], Expected.Anchors[4 * anchor], Expected.Anchors[(4 * anchor) + 3], Expected.Anchors[(4 * anchor) + 2]).Clip(1, 1);
            Assert.Equal(new Box(0.5, 0.5, 1, 1).Intersection(box) > 0.5 * box.Area, !gradient.AsSpan(4 * anchor, 4).ContainsAnyExcept(0f));
        }
    }

    /// <summary>The anchors of a crowd look as wrong as can be, and still leave the places to the others.</summary>
    [Fact]
    public void Anchors_in_a_crowd_take_no_places()
    {
        float[] anchors = [0.25f, 0.25f, 0.5f, 0.5f, 0.25f, 0.75f, 0.5f, 0.5f, 0.75f, 0.75f, 0.5f, 0.5f];
        AnnotatedBoxes target = new([Object(0, 0, 0.5, 0.5, 0), Object(0.5, 0.5, 1, 1, 0) with { IsCrowd = true }]);
        float[] logits = [0, 0, 0, 0, -9, 9];
        var (_, _, gradient) = Evaluate(Decoding(anchors), HardNegatives.TorchVision with { MaximumExamples = 2 }, [target], new float[12], logits);
        Assert.Equal([true, true, false], gradient.Chunk(2).Select(anchor => anchor.Any(value => value != 0)));
    }

    static AnnotatedBox Object(double left, double top, double right, double bottom, int @class) => new(new(left * Side, top * Side, right * Side, bottom * Side), @class);

    static SsdDecoding Decoding(IEnumerable<float> anchors, ScoreFunction scores = ScoreFunction.Sigmoid) =>
        new() { Anchors = new() { Stored = [.. anchors] }, ScoreFunction = scores };

    static (torch.Tensor Boxes, torch.Tensor Classes) Targets(SsdDecoding decoding, ImmutableArray<AnnotatedBoxes> images)
    {
        var targets = DetectionTargets.Encode(images, Side, decoding);
        return (Tensor(targets[DetectionTargets.Boxes]), Tensor(targets[DetectionTargets.Classes]));

        static torch.Tensor Tensor(Weights.Tensor tensor) => torch.tensor(tensor.ToFloats(), [.. tensor.Shape.Select(side => (long)side)]);
    }

    static (double Loss, float[] Codes, float[] Logits) Evaluate(
        SsdDecoding decoding, HardNegatives hardNegatives, ImmutableArray<AnnotatedBoxes> images, float[] codes, float[] logits, double boxWeight = 1)
    {
        using var scope = torch.NewDisposeScope();
        var targets = Targets(decoding, images);
        var anchors = decoding.Anchors.Count;
        var (codeTensor, logitTensor) = (torch.tensor(codes).reshape(images.Length, anchors, 4).requires_grad_(), torch.tensor(logits).reshape(images.Length, anchors, -1).requires_grad_());
        var loss = new DetectionLoss(decoding, hardNegatives, boxWeight).Compute(codeTensor, logitTensor, targets.Boxes, targets.Classes, Side);
        loss.backward();
        return (loss.item<float>(), codeTensor.grad!.data<float>().ToArray(), logitTensor.grad!.data<float>().ToArray());
    }

    static void AssertClose(float[] expected, float[] actual, double tolerance) => Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= tolerance);

    static Golden ReadGolden()
    {
        using var file = new GZipStream(File.OpenRead(Repository.Path("test/data/golden/detection/loss.json.gz")), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<Golden>(file, JsonSerializerOptions.Web)!;
    }

    sealed record Golden(float[] Anchors, double[][][] Objects, GoldenCase[] Cases);

    sealed record GoldenCase(string Name, int Channels, float[] Codes, float[] Logits, double Loss, float[] CodesGradient, float[] LogitsGradient);
}
