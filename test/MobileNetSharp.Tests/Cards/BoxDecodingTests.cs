using CsCheck;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Models;
using MobileNetSharp.Tests.Detection;

namespace MobileNetSharp.Tests.Cards;

public class BoxDecodingTests
{
    static Model Model { get; } = SmallDetectors.Ssd([2], 1, ["cat", "dog"], new() { Anchors = SmallDetectors.Anchors([2], 1) });

    static BoxDecoding Reread(BoxDecoding decoding) =>
        ModelCardJson.Parse(ModelCardJson.ToJson(ModelCard.Empty with { BoxDecoding = decoding }, Model.Graph)).Card.BoxDecoding!;

    static Gen<Suppression> Suppressions { get; } =
        from kind in Gen.Enum<SuppressionKind>()
        from iou in Gen.Double[0, 1]
        from score in Gen.Double[0, 1]
        from numbers in Gen.Int[1, 1000].Array[3]
        from candidates in Gen.Int[1, 1000].Nullable()
        from clips in Gen.Bool
        select new Suppression
        {
            Kind = kind,
            IouThreshold = iou,
            ScoreThreshold = score,
            MaximumDetections = numbers[0],
            MaximumPerClass = numbers[1],
            MaximumClassesPerBox = numbers[2],
            MaximumCandidates = candidates,
            ClipsFirst = clips,
        };

    static Gen<AnchorTable> Tables { get; } = Gen.OneOf(
        from shapes in Gen.Select(Gen.Double[0.01, 2], Gen.Double[0.1, 10]).Array[1, 4]
        from side in Gen.Int[1, 5]
        from stride in Gen.Double[1, 300].Nullable()
        from limits in Gen.Bool
        from stretches in Gen.Bool
        select new AnchorTable
        {
            Maps = [new AnchorMap(side, side + 1, [.. shapes.Select(shape => new AnchorShape(shape.Item1, shape.Item2))]) { StridePixels = stride }],
            LimitsSizes = limits,
            StretchesShapes = stretches,
        },
        from numbers in Gen.Float[-1, 2].Array[8]
        select new AnchorTable { Stored = [.. numbers] });

    [Fact]
    public void Every_way_to_decode_is_read_back_as_it_was() => (
        from suppression in Suppressions
        from table in Tables
        from order in Gen.Enum<BoxCodeOrder>()
        from function in Gen.Enum<ScoreFunction>()
        from maximum in Gen.Double[0.1, 10].Nullable()
        from hasBackground in Gen.Bool
        select new SsdDecoding
        {
            Anchors = table,
            Coder = new(3, 7) { Order = order, MaximumLogarithm = maximum },
            ScoreFunction = function,
            HasBackground = hasBackground,
            Suppression = suppression,
        }).Sample(decoding => Assert.Equal(decoding, Reread(decoding)));

    [Fact]
    public void YOLOv2s_too() => Assert.Equal(YoloV2.Decoding, Reread(YoloV2.Decoding));

    /// <summary>What a file may say that is out of bounds or of another kind, with what is told.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { "\"height\":2", "\"height\":2147483647", "1 to 4096 cells a side" },
        { "\"height\":2", "\"height\":0", "1 to 4096 cells a side" },
        { "\"height\":2", "\"height\":99999999999", "height" },
        { "\"scale\":0.75", "\"scale\":\"NaN\"", "a scale above 0" },
        { "\"scale\":0.75", "\"scale\":1e300", "a scale above 0" },
        { "\"aspectRatio\":1", "\"aspectRatio\":-1", "an aspect ratio from" },
        { "\"stored\":[]", "\"stored\":[1,2,3]", "either maps or stored numbers" },
        { "\"centerFactor\":10", "\"centerFactor\":0", "factors of the box code must be above 0" },
        { "\"sizeFactor\":5", "\"sizeFactor\":\"Infinity\"", "factors of the box code must be above 0" },
        { "\"order\":\"YXHeightWidth\"", "\"order\":\"ZYX\"", "order" },
        { "\"order\":\"YXHeightWidth\"", "\"order\":77", "no order 77" },
        { "\"scoreFunction\":\"Sigmoid\"", "\"scoreFunction\":77", "no score function 77" },
        { "\"iouThreshold\":0.6", "\"iouThreshold\":2", "the IoU threshold must be from 0 to 1, is 2" },
        { "\"scoreThreshold\":1E-08", "\"scoreThreshold\":\"NaN\"", "the score threshold must be from 0 to 1, is NaN" },
        { "\"maximumDetections\":100", "\"maximumDetections\":2147483647", "numbers of detections" },
        { "\"maximumPerClass\":100", "\"maximumPerClass\":0", "numbers of detections" },
        { "\"maximumClassesPerBox\":1", "\"maximumClassesPerBox\":-1", "numbers of detections" },
        { "\"kind\":\"ssd\"", "\"kind\":\"ssd3\"", "boxDecoding" },
        { "\"anchors\":{", "\"anchorz\":{", "anchors" },
        { "\"anchors\":{", "\"anchors\":null,\"other\":{", "anchors" },
        { "\"maps\":[{", "\"maps\":[null,{", "map" },
        { "\"shapes\":[", "\"shapes\":null,\"other\":[", "shapes" },
    };

    [Theory, MemberData(nameof(Faults))]
    public void Damaged_JSON_is_told_in_one_line(string right, string wrong, string what)
    {
        var json = ModelCardJson.ToJson(Model.Card, Model.Graph);
        Assert.Contains(right, json, StringComparison.Ordinal);
        var e = Assert.Throws<ModelCardException>(() =>
        {
            var (card, graph) = ModelCardJson.Parse(json.Replace(right, wrong, StringComparison.Ordinal));
            _ = new Model(graph, Model.Weights, card);
        });
        Assert.Contains(what, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
