using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Classification;

namespace MobileNetSharp.Cli.Commands;

/// <summary>The report of <c>data check</c> as text.</summary>
static class DataCheckText
{
    /// <summary>How many items of a finding are printed; <c>--json</c> has all.</summary>
    const int MaxItems = 10;

    /// <summary>How many names of an item are printed.</summary>
    const int MaxNames = 4;

    public static void Print(ClassificationCheckReport report)
    {
        var output = Console.Out;
        output.WriteLine($"{report.Path}: {report.Images} images, {report.Classes.Count} class{(report.Classes.Count == 1 ? "" : "es")}");
        PrintClasses(report.Classes);
        foreach (var finding in report.Findings)
        {
            output.WriteLine();
            output.WriteLine($"{Heading(finding.Severity)}: {finding.Summary}");
            foreach (var item in finding.Items.Take(MaxItems))
                output.WriteLine($"  {Names(item)}{(item.Note is null ? "" : $": {item.Note}")}");
            if (finding.Items.Count > MaxItems)
                output.WriteLine($"  and {finding.Items.Count - MaxItems} more (--json lists all)");
            output.WriteLine($"  What to do: {finding.Remedy}");
        }

        output.WriteLine();
        var (errors, warnings) = (Count(FindingSeverity.Error), Count(FindingSeverity.Warning));
        output.WriteLine(errors + warnings == 0 ? "No problems found." : $"errors: {errors}, warnings: {warnings}");

        int Count(FindingSeverity severity) => report.Findings.Count(finding => finding.Severity == severity);
    }

    static string Heading(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Error => "ERROR",
        FindingSeverity.Warning => "warning",
        _ => "note",
    };

    static void PrintClasses(IReadOnlyList<CheckedClass> classes)
    {
        var hasSplits = classes.Any(c => c.Validation + c.Test > 0);
        Console.Out.WriteLine(hasSplits ? "  INDEX   TRAIN     VAL    TEST  CLASS" : "  INDEX  IMAGES  CLASS");
        foreach (var c in classes)
            Console.Out.WriteLine(hasSplits ? $"  {c.Index,5}  {c.Train,6}  {c.Validation,6}  {c.Test,6}  {c.Name}" : $"  {c.Index,5}  {c.Images,8}  {c.Name}");
    }

    static string Names(DataCheckItem item)
    {
        var shown = string.Join(" = ", item.Names.Take(MaxNames));
        return item.Names.Count > MaxNames ? $"{shown} = … ({item.Names.Count} in total)" : shown;
    }
}
