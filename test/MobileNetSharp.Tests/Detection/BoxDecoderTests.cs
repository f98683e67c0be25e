using System.Collections.Immutable;
using CsCheck;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using Size = MobileNetSharp.Graphs.Size;

namespace MobileNetSharp.Tests.Detection;

public class BoxDecoderTests
{
    static readonly int[] Sides = [4, 2];

    static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    static Gen<Suppression> Suppressions { get; } =
        from kind in OneOf(SuppressionKind.PerClass, SuppressionKind.BestClass)
        from iou in OneOf(0.0, 0.3, 0.6, 0.99, 1.0)
        from score in OneOf(0.0, 1e-11, 1e-8, 0.01, 0.5, 1.0)
        from detections in Gen.Int[1, 60]
        from perClass in Gen.Int[1, 10]
        from candidates in OneOf<int?>(null, 1, 5)
        from clips in Gen.Bool
        select new Suppression
        {
            Kind = kind,
            IouThreshold = iou,
            ScoreThreshold = score,
            MaximumDetections = detections,
            MaximumPerClass = perClass,
            MaximumCandidates = candidates,
            ClipsFirst = clips,
        };

    [Fact]
    public void Detections_are_those_that_suppression_of_all_candidates_keeps() => (
        from suppression in Suppressions
        from classes in Gen.Int[1, 20]
        from hasBackground in Gen.Bool
        from function in OneOf(ScoreFunction.Sigmoid, ScoreFunction.Softmax)
        from kind in OneOf(OutputKind.Logits, OutputKind.Probabilities)
        from seed in Gen.Int
        select (suppression, classes, hasBackground, function, kind, seed)).Sample(sample =>
        {
            var (suppression, classes, hasBackground, function, kind, seed) = sample;
            ImmutableArray<string> labels = [.. Enumerable.Range(0, classes).Select(c => c % 7 == 3 ? "n/a" : $"thing {c}")];
            var decoding = new SsdDecoding { Anchors = SmallDetectors.Anchors(Sides, 2), HasBackground = hasBackground, ScoreFunction = function, Suppression = suppression };
            using var model = SmallDetectors.Ssd(Sides, 2, labels, decoding, kind);
            var head = DetectorHead.FromModel(model);
            var decoder = head.CreateDecoder();
            var random = new Random(seed);
            for (var run = 0; run < 2; run++)
            {
                float[][] outputs = [.. head.BoxOutputs.Concat(head.ScoreOutputs).Select((output, i) => Values(random, output, i < head.BoxOutputs.Length ? OutputKind.Boxes : kind, function, classes + (hasBackground ? 1 : 0)))];
                AssertSame(Expected(head, decoding, outputs, new Size(70, 110)), [.. decoder.Decode(outputs, 0, new Size(70, 110))]);
            }
        }, iter: 500);

    /// <summary>More candidates than are sorted at once, and more anchors than are searched at first, of which suppression leaves few or many.</summary>
    [Theory]
    [InlineData(8, 0.3, 5000, false, ScoreFunction.Sigmoid)]
    [InlineData(8, 0.3, 5000, false, ScoreFunction.Softmax)]
    [InlineData(2, 0.3, 250, false, ScoreFunction.Sigmoid)]
    [InlineData(2, 0.3, 250, false, ScoreFunction.Softmax)]
    [InlineData(24, 0.3, 100, true, ScoreFunction.Sigmoid)]
    [InlineData(24, 0.95, 300, false, ScoreFunction.Softmax)]
    public void Every_candidate_takes_its_turn(int classes, double iou, int most, bool areAlike, ScoreFunction function)
    {
        int[] sides = [20, 10];
        var decoding = new SsdDecoding
        {
            Anchors = SmallDetectors.Anchors(sides, 3),
            ScoreFunction = function,
            Suppression = new() { IouThreshold = iou, ScoreThreshold = 0, MaximumDetections = most, MaximumPerClass = 1000 },
        };
        using var model = SmallDetectors.Ssd(sides, 3, [.. Enumerable.Range(0, classes).Select(c => $"thing {c}")], decoding);
        var head = DetectorHead.FromModel(model);
        var random = new Random(5);
        var anchors = decoding.Anchors.Create(head.InputSize);
        float[][] outputs = [.. head.BoxOutputs.Concat(head.ScoreOutputs).Select((output, i) => Values(random, output, i < 2 ? OutputKind.Boxes : OutputKind.Logits, function, classes + 1))];
        // All boxes are nearly the same: a class has one detection.
        for (var anchor = 0; areAlike && anchor < anchors.Length / 4; anchor++)
        {
            var codes = anchor < 1200 ? outputs[0].AsSpan(4 * anchor, 4) : outputs[1].AsSpan(4 * (anchor - 1200), 4);
            decoding.Coder.Encode(Box.FromCenter(0.5, 0.5, 0.5 + (0.01 * random.NextDouble()), 0.5), anchors.AsSpan(4 * anchor, 4), codes);
        }

        var expected = Expected(head, decoding, outputs, new Size(90, 80));
        Assert.True(areAlike ? expected.Length == classes : expected.Length > 50, $"{expected.Length}");
        AssertSame(expected, [.. head.CreateDecoder().Decode(outputs, 0, new Size(90, 80))]);
    }

    [Theory]
    [InlineData(SuppressionKind.PerClass)]
    [InlineData(SuppressionKind.BestClass)]
    public void An_object_of_low_score_is_found_behind_a_thousand_anchors_that_see_another(SuppressionKind kind)
    {
        int[] sides = [24];
        var decoding = new SsdDecoding { Anchors = SmallDetectors.Anchors(sides, 3), HasBackground = false, Suppression = new() { Kind = kind } };
        using var model = SmallDetectors.Ssd(sides, 3, ["thing"], decoding);
        var head = DetectorHead.FromModel(model);
        var anchors = decoding.Anchors.Create(head.InputSize);
        float[] codes = new float[anchors.Length], scores = new float[anchors.Length / 4];
        for (var anchor = 0; anchor < scores.Length; anchor++)
        {
            scores[anchor] = anchor == 700 ? -2 : 5;
            decoding.Coder.Encode(Box.FromCenter(anchor == 700 ? 0.8 : 0.3, 0.5, 0.2, 0.2), anchors.AsSpan(4 * anchor, 4), codes.AsSpan(4 * anchor, 4));
        }

        var found = head.CreateDecoder().Decode([codes, scores], 0, new Size(100, 100)).ToArray();
        Assert.Equal([30, 80], found.Select(box => Math.Round(box.Box.Center.X)));
    }

    [Theory]
    [InlineData(SuppressionKind.PerClass, ScoreFunction.Sigmoid)]
    [InlineData(SuppressionKind.PerClass, ScoreFunction.Softmax)]
    [InlineData(SuppressionKind.BestClass, ScoreFunction.Sigmoid)]
    public void Nothing_is_allocated_after_the_first_image(SuppressionKind kind, ScoreFunction function)
    {
        var decoding = new SsdDecoding { Anchors = SmallDetectors.Anchors(Sides, 2), ScoreFunction = function, Suppression = new() { Kind = kind } };
        using var model = SmallDetectors.Ssd(Sides, 2, [.. Enumerable.Range(0, 90).Select(c => c % 9 == 0 ? "???" : $"thing {c}")], decoding);
        var head = DetectorHead.FromModel(model);
        var random = new Random(3);
        float[][][] images = [.. Enumerable.Range(0, 4).Select(_ => (float[][])[.. head.BoxOutputs.Concat(head.ScoreOutputs).Select((output, i) => Values(random, output, i < 2 ? OutputKind.Boxes : OutputKind.Logits, function, 91))])];
        var decoder = head.CreateDecoder();
        decoder.Decode(images[0], 0, new Size(90, 80));
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var outputs in images)
            decoder.Decode(outputs, 0, new Size(90, 80), new Box(-5, -5, 100, 100), TestContext.Current.CancellationToken);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Numbers_that_are_none_are_no_detections()
    {
        var decoding = new SsdDecoding { Anchors = SmallDetectors.Anchors([2], 1), HasBackground = false };
        using var model = SmallDetectors.Ssd([2], 1, ["thing"], decoding);
        float[] boxes = [float.NaN, 0, 0, 0, 0, 0, float.PositiveInfinity, 0, 0, float.NegativeInfinity, 0, 0, 0, 0, 0, 0];
        var found = DetectorHead.FromModel(model).CreateDecoder().Decode([boxes, [3, 2, 1, float.NaN]], 0, new Size(20, 20)).ToArray();
        // One without a center, one that is endlessly high, one endlessly far away, one without a score.
        Assert.Equal(1 / (1 + Math.Exp(-2)), Assert.Single(found).Score, 1e-6);
        Assert.Equal((0, 20), (found[0].Box.Top, found[0].Box.Bottom));
    }

    /// <summary>100,000 boxes outside the image, none of which overlap: each would be compared with all before it.</summary>
    [Theory]
    [InlineData(SuppressionKind.PerClass)]
    [InlineData(SuppressionKind.BestClass)]
    public void Boxes_outside_the_image_take_places(SuppressionKind kind)
    {
        const int side = 300;
        var anchors = new float[4 * side * side];
        for (var i = 0; i < side * side; i++)
            (anchors[4 * i], anchors[(4 * i) + 1], anchors[(4 * i) + 2], anchors[(4 * i) + 3]) = (2 + (i / side), 2 + (i % side), 0.5f, 0.5f);
        var decoding = new SsdDecoding { Anchors = new() { Stored = [.. anchors] }, HasBackground = false, Suppression = new() { Kind = kind, MaximumDetections = 50, MaximumPerClass = 100_000 } };
        using var model = SmallDetectors.Ssd([side], 1, ["thing"], decoding);
        var decoder = DetectorHead.FromModel(model).CreateDecoder();
        float[][] outputs = [new float[anchors.Length], new float[side * side]];
        // All 50 places are taken by those outside.
        outputs[1].AsSpan().Fill(1);
        decoding.Coder.Encode(new Box(0.2, 0.2, 0.8, 0.8), anchors.AsSpan(^4), outputs[0].AsSpan(^4));
        outputs[1][^1] = 0;
        Assert.Empty(decoder.Decode(outputs, 0, new Size(10, 10)).ToArray());
        outputs[1][^1] = 2;
        Assert.Single(decoder.Decode(outputs, 0, new Size(10, 10)).ToArray());
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => decoder.Decode(outputs, 0, new Size(10, 10), new Box(0, 0, 10, 10), canceled.Token).Length);
    }

    [Fact]
    public void Detections_and_their_classes_are_limited_together()
    {
        Assert.Null(new Suppression { MaximumDetections = 100, MaximumClassesPerBox = 1000 }.Fault());
        Assert.Contains("101 * 1000", new Suppression { MaximumDetections = 101, MaximumClassesPerBox = 1000 }.Fault());
    }

    [Fact]
    public void Each_image_of_a_batch_is_decoded_on_its_own()
    {
        var decoding = new SsdDecoding { Anchors = SmallDetectors.Anchors(Sides, 2) };
        using var model = SmallDetectors.Ssd(Sides, 2, ["cat", "dog"], decoding);
        var head = DetectorHead.FromModel(model);
        var random = new Random(8);
        float[][][] images = [.. Enumerable.Range(0, 3).Select(_ => (float[][])[.. head.BoxOutputs.Concat(head.ScoreOutputs).Select((output, i) => Values(random, output, i < 2 ? OutputKind.Boxes : OutputKind.Logits, ScoreFunction.Sigmoid, 3))])];
        float[][] batch = [.. Enumerable.Range(0, images[0].Length).Select(output => images.SelectMany(image => image[output]).ToArray())];
        var decoder = head.CreateDecoder();
        for (var i = 0; i < 3; i++)
            Assert.Equal(decoder.Decode(images[i], 0, new Size(50, 50)).ToArray(), decoder.Decode(batch, i, new Size(50, 50)).ToArray());
        Assert.Throws<ArgumentException>(() => decoder.Decode(batch, 3, new Size(50, 50)).Length);
        Assert.Throws<ArgumentException>(() => decoder.Decode(batch, -1, new Size(50, 50)).Length);
        Assert.Throws<ArgumentException>(() => decoder.Decode(batch[1..], 0, new Size(50, 50)).Length);
    }

    public static TheoryData<string, Suppression, BoxCodeOrder, ScoreFunction, int, int> Goldens => new()
    {
        { "objectDetection", new(), BoxCodeOrder.YXHeightWidth, ScoreFunction.Sigmoid, 1, 1 },
        { "tfliteFast", new() { Kind = SuppressionKind.BestClass, MaximumDetections = 30 }, BoxCodeOrder.YXHeightWidth, ScoreFunction.Sigmoid, 1, 1 },
        {
            "tfliteFastOf3", new() { Kind = SuppressionKind.BestClass, IouThreshold = 0.5, MaximumDetections = 10, MaximumClassesPerBox = 3 },
            BoxCodeOrder.YXHeightWidth, ScoreFunction.Sigmoid, 1, 1
        },
        { "tfliteRegular", new() { MaximumDetections = 50, MaximumPerClass = 7 }, BoxCodeOrder.YXHeightWidth, ScoreFunction.Sigmoid, 1, 1 },
        {
            "torchVision", new() { IouThreshold = 0.55, ScoreThreshold = 0.001, MaximumCandidates = 30, MaximumPerClass = 1000, MaximumDetections = 40, ClipsFirst = true },
            BoxCodeOrder.XYWidthHeight, ScoreFunction.Softmax, 200, 320
        },
    };

    [Theory, MemberData(nameof(Goldens))]
    public void Detections_are_those_of_TensorFlow_TFLite_and_torchvision(
        string name, Suppression suppression, BoxCodeOrder order, ScoreFunction function, int height, int width)
    {
        var golden = SsdGolden.Root.GetProperty("decoding");
        var codes = golden.GetProperty("codes").Numbers().Chunk(4).SelectMany(code => order == BoxCodeOrder.YXHeightWidth ? code : [code[1], code[0], code[3], code[2]]).ToArray();
        var logits = golden.GetProperty("logits").Numbers();
        var decoding = new SsdDecoding
        {
            Anchors = new() { Stored = [.. SsdGolden.Anchors] },
            Coder = new() { Order = order, MaximumLogarithm = function == ScoreFunction.Softmax ? Math.Log(1000.0 / 16) : null },
            ScoreFunction = function,
            Suppression = suppression,
        };
        using var model = SmallDetectors.Ssd([6, 3], 4, [.. Enumerable.Range(0, 5).Select(c => $"thing {c}")], decoding);
        // The first map has 144 of the 180 anchors.
        float[][] outputs = [codes[..576], codes[576..], logits[..(144 * 6)], logits[(144 * 6)..]];
        // TFLite does not clip what it returns; ours is clipped after the selection.
        ScoredBox[] expected = [.. golden.GetProperty(name).EnumerateArray()
            .Select(row => new ScoredBox(new Box(row[2].GetDouble(), row[3].GetDouble(), row[4].GetDouble(), row[5].GetDouble()).Clip(width, height), row[0].GetInt32(), row[1].GetSingle()))
            .OrderByDescending(found => found.Score)];
        var actual = DetectorHead.FromModel(model).CreateDecoder().Decode(outputs, 0, new Size(height, width));
        Assert.Equal(expected.Select(found => found.Class), [.. actual.ToArray().Select(found => found.Class)]);
        foreach (var (right, found) in expected.Zip(actual.ToArray()))
        {
            Assert.Equal(right.Score, found.Score, 2e-6f);
            Assert.True(right.Box.IntersectionOverUnion(found.Box) > 0.9999, $"{right} {found}");
        }
    }

    /// <summary>Outputs whose scores are in steps, so that equal ones are common, and none are nearly equal: rounding would order those.</summary>
    static float[] Values(Random random, GraphOutput output, OutputKind kind, ScoreFunction function, int channels)
    {
        var values = new float[output.Node.Shape.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (kind, function) switch
            {
                (OutputKind.Boxes, _) => (float)(6 * (random.NextDouble() - 0.5)),
                (OutputKind.Probabilities, _) => random.Next(0, 9) / 8f,
                (_, ScoreFunction.Sigmoid) => random.Next(-10, 6),
                // The first of each row is so large that the sum of the others' exponentials is lost beside it.
                _ => i % channels == 0 ? 40 : random.Next(10, 20),
            };
        }

        return values;
    }

    /// <summary>The definition: every candidate with its box and score, suppressed.</summary>
    static ImmutableArray<ScoredBox> Expected(DetectorHead head, SsdDecoding decoding, float[][] outputs, Size image)
    {
        float[] codes = [.. outputs.Take(head.BoxOutputs.Length).SelectMany(values => values)];
        float[] scores = [.. outputs.Skip(head.BoxOutputs.Length).SelectMany(values => values)];
        var (anchors, start, suppression) = (decoding.Anchors.Create(head.InputSize), decoding.HasBackground ? 1 : 0, decoding.Suppression);
        var channels = head.Labels.Length + start;
        var candidates = new List<ScoredBox>();
        for (var anchor = 0; anchor < anchors.Length / 4; anchor++)
        {
            var row = scores.AsSpan(anchor * channels, channels).ToArray();
            var logarithm = (float)Math.Log(row.Sum(value => Math.Exp(value)));
            float[] probabilities = [.. row.Select(value => !head.YieldsLogits ? value
                : decoding.ScoreFunction == ScoreFunction.Sigmoid ? (float)(1 / (1 + Math.Exp(-value)))
                : (float)Math.Exp(value - logarithm))];
            var share = decoding.Coder.Decode(codes.AsSpan(anchor * 4, 4), anchors.AsSpan(anchor * 4, 4));
            var box = new Box(share.Left * image.Width, share.Top * image.Height, share.Right * image.Width, share.Bottom * image.Height);
            box = suppression.ClipsFirst ? box.Clip(image.Width, image.Height) : box;
            var used = Enumerable.Range(0, head.Labels.Length).Where(c => !DetectorHead.IsUnused(head.Labels[c])).ToArray();
            if (suppression.Kind == SuppressionKind.BestClass)
                used = [.. used.OrderByDescending(c => probabilities[c + start]).Take(1)];
            candidates.AddRange(used.Select(c => new ScoredBox(box, c, probabilities[c + start])));
        }

        // Boxes outside the image are no detections, but count where they are compared.
        var isPerClass = suppression.Kind == SuppressionKind.PerClass;
        var kept = NonMaximumSuppression.Apply(candidates, suppression with
        {
            MaximumDetections = isPerClass || suppression.ClipsFirst ? 100_000 : suppression.MaximumDetections,
            MaximumPerClass = suppression.ClipsFirst ? suppression.MaximumPerClass : Math.Min(suppression.MaximumPerClass, suppression.MaximumDetections),
        });
        return [.. kept.Select(one => one with { Box = one.Box.Clip(image.Width, image.Height) }).Where(one => one.Box.Area > 0).Take(suppression.MaximumDetections)];
    }

    static void AssertSame(ImmutableArray<ScoredBox> expected, ImmutableArray<ScoredBox> actual)
    {
        Assert.Equal(expected.Select(box => box.Class), actual.Select(box => box.Class));
        foreach (var (right, found) in expected.Zip(actual))
        {
            Assert.Equal(right.Score, found.Score, 1e-5f * right.Score);
            Assert.True(right.Box.IntersectionOverUnion(found.Box) > 0.999999, $"{right} {found}");
        }
    }
}
