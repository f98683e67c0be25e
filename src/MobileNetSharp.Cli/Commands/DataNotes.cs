using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Detection;

namespace MobileNetSharp.Cli.Commands;

/// <summary>What reading a data set showed, a line each on stderr, with the first case and what to do; <c>data check</c> has all.</summary>
static class DataNotes
{
    public static void Print(ClassificationDataset dataset)
    {
        if (dataset is ClassificationFiles files)
            Print(files.Findings);
    }

    public static void Print(DetectionFiles dataset) => Print(dataset.Findings);

    public static void Print(IEnumerable<DataCheckFinding> findings)
    {
        foreach (var finding in findings)
            Terminal.Line($"mobilenet: {Text(finding)}");
    }

    /// <summary>A finding in a line: what, where first, what to do.</summary>
    public static string Text(DataCheckFinding finding)
    {
        var isNamed = finding.Items is not [var first, ..] || finding.Summary.Contains(first.Names[0], StringComparison.Ordinal);
        return $"{(isNamed ? finding.Summary : $"{finding.Summary.TrimEnd('.')}{(finding.Items.Count == 1 ? ":" : ", such as")} {finding.Items[0]}.")} {DataCheckText.Remedy(finding)}";
    }
}
