using MobileNetSharp.Training;

namespace MobileNetSharp.Cli.Json;

/// <content>From the results of training.</content>
sealed partial record TrainExport
{
    public static TrainExport Of(ExportResult export) =>
        new(export.Path, export.SizeBytes, export.Comparison.Agreements, export.Comparison.Images, export.Comparison.LargestDifference);
}
