using System.Text.Json;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Classification;

namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>data check --json</c> prints.</summary>
sealed record DataCheckDocument(string Path, int Images, IReadOnlyList<CheckedClass> Classes, List<DataCheckEntry> Findings)
{
    public static DataCheckDocument Of(ClassificationCheckReport report) => new(
        report.Path, report.Images, report.Classes, [.. report.Findings.Select(finding => new DataCheckEntry(
            JsonNamingPolicy.CamelCase.ConvertName(finding.Severity.ToString()), finding.Kind, finding.Summary, finding.Remedy, finding.Items))]);
}

/// <summary>One finding.</summary>
sealed record DataCheckEntry(string Severity, string Kind, string Summary, string Remedy, IReadOnlyList<DataCheckItem> Items);
