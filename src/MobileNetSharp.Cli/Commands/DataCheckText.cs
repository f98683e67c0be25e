using System.Globalization;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Detection;
using static System.FormattableString;

namespace MobileNetSharp.Cli.Commands;

/// <summary>The report of <c>data check</c> as text.</summary>
static class DataCheckText
{
    /// <summary>How many items of a finding are printed; <c>--json</c> has all.</summary>
    const int MaxItems = 10;

    /// <summary>How many classes of objects are printed.</summary>
    const int MaxClasses = 40;

    /// <summary>How many names of an item are printed.</summary>
    const int MaxNames = 4;

    public static void Print(ClassificationCheckReport report)
    {
        var output = Console.Out;
        output.WriteLine($"{report.Path}: {report.Images} images, {report.Classes.Count} class{(report.Classes.Count == 1 ? "" : "es")}");
        PrintClasses(report.Classes);
        PrintFindings(report.Findings);
    }

    public static void Print(DetectionCheckReport report)
    {
        var facts = TextTable.OfFacts();
        TextTable.PrintParagraph(
            $"{report.Path}: {Figures.Plural(report.Dataset.Count, "image")}, {Figures.Plural(report.Objects, "object")}, {Figures.Plural(report.Classes.Count, "class", "classes")}, {AnnotationChoice.WordOf(report.Dataset.Annotations.Format)}");
        if (report.Repaired + report.Dropped > 0)
            facts.Add("boxes", $"{Figures.Count(report.Repaired)} repaired, {Figures.Count(report.Dropped)} dropped");
        if (report.Sizes is { } sizes)
        {
            facts.Add($"sizes at {sizes.InputSize}", Invariant($"{sizes.Sides[0]:0} to {sizes.Sides[^1]:0} pixels, half of the objects below {sizes.MedianSide:0}"));
            facts.Add("smallest anchor", Invariant($"{sizes.SmallestAnchor:0} pixels; no anchor overlaps {Figures.Percent(sizes.UnreachedShare)} of the objects by half"));
        }

        facts.Print();
        PrintClasses(report.Classes);
        PrintFindings(report.Findings);
    }

    /// <summary>What to do about a finding, with the option that does it.</summary>
    public static string Remedy(DataCheckFinding finding) => finding.Kind switch
    {
        AnnotationFindingKind.LabeledOnRawPixels or BoxFindingKind.TurnedImage => $"{finding.Remedy} (--raw-pixels)",
        AnnotationFindingKind.UnannotatedImage => $"{finding.Remedy} (--unannotated negative)",
        AnnotationFindingKind.MissingImage or AnnotationFindingKind.ImagesAround => $"{finding.Remedy} (--images DIR)",
        FindingKind.BrokenImage => $"{finding.Remedy} (or leave them out: train --set data.skipsBroken=true)",
        BoxFindingKind.TinyObject or BoxFindingKind.UnreachedByAnchors => $"{finding.Remedy} (train detect --input-size, detect --tiles)",
        _ => finding.Remedy,
    };

    static void PrintFindings(IReadOnlyList<DataCheckFinding> findings)
    {
        var output = Console.Out;
        foreach (var finding in findings)
        {
            output.WriteLine();
            TextTable.PrintParagraph($"{Heading(finding.Severity)}: {finding.Summary}");
            foreach (var item in finding.Items.Take(MaxItems))
                TextTable.PrintParagraph($"{Names(item)}{(item.Note is null ? "" : $": {item.Note}")}", "  ");
            if (finding.Items.Count > MaxItems)
                output.WriteLine($"  and {finding.Items.Count - MaxItems} more (--json lists all)");
            TextTable.PrintParagraph($"What to do: {Remedy(finding)}", "  ");
        }

        output.WriteLine();
        var (errors, warnings) = (Count(FindingSeverity.Error), Count(FindingSeverity.Warning));
        output.WriteLine(errors + warnings == 0 ? "No problems found." : $"errors: {errors}, warnings: {warnings}");

        int Count(FindingSeverity severity) => findings.Count(finding => finding.Severity == severity);
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
        string[] counts = hasSplits ? ["TRAIN", "VAL", "TEST"] : ["IMAGES"];
        var table = new TextTable([new("INDEX", IsNumber: true), .. counts.Select(count => new TextColumn(count, IsNumber: true)), new("CLASS")]);
        foreach (var c in classes)
        {
            int[] numbers = hasSplits ? [c.Index, c.Train, c.Validation, c.Test] : [c.Index, c.Images];
            table.Add([.. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)), c.Name]);
        }

        table.Print();
    }

    static void PrintClasses(IReadOnlyList<CheckedObjects> classes)
    {
        var hasSplits = classes.Any(c => c.Validation + c.Test > 0);
        var many = classes.Count > MaxClasses;
        string[] counts = hasSplits ? ["TRAIN", "VAL", "TEST"] : ["OBJECTS"];
        var table = new TextTable([new("INDEX", IsNumber: true), .. counts.Select(count => new TextColumn(count, IsNumber: true)), new("IMAGES", IsNumber: true), new("CLASS")]);
        foreach (var c in many ? [.. classes.OrderByDescending(c => c.Objects).Take(MaxClasses).OrderBy(c => c.Index)] : classes)
        {
            int[] numbers = hasSplits ? [c.Index, c.Train, c.Validation, c.Test, c.Images] : [c.Index, c.Objects, c.Images];
            table.Add([.. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)), c.Name]);
        }

        table.Print();
        if (many)
            Console.Out.WriteLine($"  and {classes.Count - MaxClasses} classes with fewer objects, or none (--json lists all)");
    }

    static string Names(DataCheckItem item)
    {
        var shown = string.Join(" = ", item.Names.Take(MaxNames));
        return item.Names.Count > MaxNames ? $"{shown} = … ({item.Names.Count} in total)" : shown;
    }
}
