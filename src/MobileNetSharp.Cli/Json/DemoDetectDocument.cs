using MobileNetSharp.Evaluation.Detection;

namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>demo --task detect --json</c> prints: figures on the images that chose the best epoch, and on images of another seed.</summary>
sealed record DemoDetectDocument(
    string Run, string Model, long SizeBytes, string Report, TrainBest? Best, DemoFigures Validation, DemoFigures Test,
    List<TrainDetectExport> Exports, List<DetectResult> Detected, int Epochs, double Seconds, long PeakRssBytes);

/// <summary>COCO's average precision, over IoU 0.50 to 0.95, at 0.50 and at 0.75, 0…1.</summary>
sealed record DemoFigures(double Ap, double Ap50, double Ap75, int Images)
{
    public static DemoFigures Of(DetectionResult result) =>
        new(result.Coco.Figures.AP ?? 0, result.Coco.Figures.AP50 ?? 0, result.Coco.Figures.AP75 ?? 0, result.Images);
}
