using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Detection;

namespace MobileNetSharp.Cli.Commands;

/// <summary>What listing a data set showed, a line each on stderr; <c>data check</c> has the details.</summary>
static class DataNotes
{
    public static void Print(ClassificationDataset dataset)
    {
        if (dataset is ClassificationFiles files)
            Print(files.Findings);
    }

    public static void Print(DetectionFiles dataset) => Print(dataset.Findings);

    static void Print(IEnumerable<DataCheckFinding> findings)
    {
        foreach (var finding in findings)
            Terminal.Line($"mobilenet: {finding.Summary}");
    }
}
