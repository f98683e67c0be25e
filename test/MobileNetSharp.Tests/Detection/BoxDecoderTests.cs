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
        from score in OneOf(0.0, 1e-8, 0.01, 0.5, 1.0)
        from detections in Gen.Int[1, 60]
        from perClass in Gen.Int[1, 10]
        from candidates in OneOf<int?>(null, 1, 5)
        from clips in Gen.Bool
        select new Suppression
        {
            Kind = kind, IouThreshold = iou, ScoreThreshold = score, MaximumDetections = detections, MaximumPerClass = perClass,
            MaximumCandidates = candidates, ClipsFirst = clips,
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
                float[][] outputs = [.. head.BoxOutputs.Concat(head.ScoreOutputs).Select((output, i) => Values(random, output, i < head.BoxOutputs.Length ? OutputKind.Boxes : kind, function))];
                AssertSame(Expected(head, decoding, outputs, new Size(70, 110)), [.. decoder.Decode(outputs, 0, new Size(70, 110))]);
            }
        }, iter: 500);

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

    static float[] Values(Random random, GraphOutput output, OutputKind kind, ScoreFunction function) => [.. Enumerable.Range(0, (int)output.Node.Shape.Count).Select(_ => kind switch
    {
        OutputKind.Boxes => (float)(6 * (random.NextDouble() - 0.5)),
        // Values in steps, so that equal scores are common; probabilities of a softmax never are.
        OutputKind.Logits => function == ScoreFunction.Sigmoid ? random.Next(-10, 6) : (float)(12 * random.NextDouble()),
        _ => random.Next(0, 9) / 8f,
    })];

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
            float[] probabilities = [.. row.Select(value => !head.YieldsLogits ? value
                : decoding.ScoreFunction == ScoreFunction.Sigmoid ? (float)(1 / (1 + Math.Exp(-value)))
                : (float)(Math.Exp(value) / row.Sum(other => Math.Exp(other))))];
            var share = decoding.Coder.Decode(codes.AsSpan(anchor * 4, 4), anchors.AsSpan(anchor * 4, 4));
            var box = new Box(share.Left * image.Width, share.Top * image.Height, share.Right * image.Width, share.Bottom * image.Height);
            box = suppression.ClipsFirst ? box.Clip(image.Width, image.Height) : box;
            var used = Enumerable.Range(0, head.Labels.Length).Where(c => !DetectorHead.IsUnused(head.Labels[c])).ToArray();
            if (suppression.Kind == SuppressionKind.BestClass)
                used = [.. used.OrderByDescending(c => probabilities[c + start]).Take(1)];
            candidates.AddRange(used.Select(c => new ScoredBox(box, c, probabilities[c + start])));
        }

        var kept = NonMaximumSuppression.Apply(candidates, suppression with { MaximumDetections = 100_000 });
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
