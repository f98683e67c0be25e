using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets.Classification;

namespace MobileNetSharp.Cli.Commands;

/// <summary>What listing a data set showed, a line each on stderr; <c>data check</c> has the details.</summary>
static class DataNotes
{
    public static void Print(ClassificationDataset dataset)
    {
        if (dataset is not ClassificationFiles files)
            return;
        foreach (var finding in files.Findings)
            Terminal.Line($"mobilenet: {finding.Summary}");
    }
}
