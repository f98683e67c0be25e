using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats;

/// <summary>
/// The conventions of https://github.com/qfgaohao/pytorch-ssd (vision/ssd/config, predictor.py) and of what was made from it:
/// jetson-inference's detectors, and UltraFace (https://github.com/Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB).
/// </summary>
static class PytorchSsd
{
    /// <summary>What the names of the predictors' layers begin with.</summary>
    public const string Boxes = "regression_headers.", Scores = "classification_headers.";

    static readonly SsdDecoding Common = new()
    {
        Anchors = new(),
        Coder = new() { Order = BoxCodeOrder.XYWidthHeight },
        ScoreFunction = ScoreFunction.Softmax,
        Suppression = new() { IouThreshold = 0.45, ScoreThreshold = 0.01, MaximumCandidates = 200, MaximumPerClass = 200, MaximumDetections = 1000 },
    };

    /// <summary>UltraFace's squares in pixels, map after map (vision/ssd/config/fd_config.py).</summary>
    static readonly int[][] UltraFacePixels = [[10, 16, 24], [32, 48], [64, 96], [128, 192, 256]];

    /// <summary>The whole image, stretched as OpenCV does, <c>(value − 127)/128</c>.</summary>
    public static Preprocessing Preprocessing { get; } = new()
    {
        Interpolation = Interpolation.TensorFlowBilinear,
        Mean = [127, 127, 127],
        Deviation = [128, 128, 128],
    };

    /// <summary>Its decodings for as many maps: the MobileNets' for six, UltraFace's for four.</summary>
    public static SsdDecoding? Decoding(IReadOnlyList<Size> maps, Size input) => maps.Count switch
    {
        6 => Common with { Anchors = SsdAnchors.PytorchSsd.Create(maps) },
        4 => Common with { Anchors = UltraFace(maps, input), Suppression = Common.Suppression with { IouThreshold = 0.3 } },
        _ => null,
    };

    static AnchorTable UltraFace(IReadOnlyList<Size> maps, Size input) => new()
    {
        Maps = [.. maps.Zip(UltraFacePixels, (map, pixels) =>
            new AnchorMap(map.Height, map.Width, [.. pixels.Select(side => new AnchorShape(side / (double)Math.Min(input.Height, input.Width), 1))]))],
        LimitsSizes = true,
        LimitsCenters = true,
    };
}
