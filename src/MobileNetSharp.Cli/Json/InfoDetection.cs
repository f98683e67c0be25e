using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Cli.Json;

/// <summary>
/// How the boxes of a detector's file come about. <c>decoding</c> is <c>ssd</c> or <c>yolov2</c>; <c>maps</c> is empty where the anchors are stored
/// numbers. <c>outputs</c> is <c>suppressed</c> where the file's own operators decode and suppress the boxes, else <c>raw</c>.
/// </summary>
sealed record InfoDetection(string Decoding, int Anchors, List<InfoAnchorMap> Maps, InfoSuppression Suppression, string Outputs)
{
    /// <summary>Null where the card does not say it.</summary>
    public static InfoDetection? Of(Model model, string path)
    {
        if (model.Card.BoxDecoding is not { } decoding)
            return null;
        List<InfoAnchorMap> maps = decoding switch
        {
            SsdDecoding ssd => [.. ssd.Anchors.Maps.Select(map => new InfoAnchorMap(map.Height, map.Width, map.Shapes.Length))],
            YoloV2Decoding yolo => [.. model.Graph.Outputs.Where(output => model.Card.Outputs.GetValueOrDefault(output.Name) == OutputKind.Boxes).Select(output => Map(output.Node.Shape, yolo))],
            _ => [],
        };
        return new(
            decoding is YoloV2Decoding ? "yolov2" : "ssd", decoding is SsdDecoding { Anchors: var table } ? table.Count : maps.Sum(map => map.Height * map.Width * map.AnchorsPerCell), maps,
            InfoSuppression.Of(decoding.Suppression), InfoFile.Word(ModelFile.DetectionOutputsOf(path)));
    }

    static InfoAnchorMap Map(Shape shape, YoloV2Decoding yolo) => new(shape.Height, shape.Width, yolo.Anchors.Length);
}

/// <summary>A feature map with the anchors of each of its cells.</summary>
sealed record InfoAnchorMap(int Height, int Width, int AnchorsPerCell);

/// <summary>Which boxes are suppressed, unless options of a command say otherwise.</summary>
sealed record InfoSuppression(string Kind, double IouThreshold, double ScoreThreshold, int MaximumDetections, int MaximumPerClass)
{
    public static InfoSuppression Of(Suppression suppression) => new(
        EvalSuppression.Of(suppression).Kind, suppression.IouThreshold, suppression.ScoreThreshold, suppression.MaximumDetections, suppression.MaximumPerClass);
}
