using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;
using static System.FormattableString;

namespace MobileNetSharp.Cli.Commands;

/// <summary>The output of <c>eval detect</c> as text.</summary>
static class EvalDetectText
{
    /// <summary>With more classes than this, only the weakest are printed.</summary>
    const int MostClasses = 30;

    public static void Print(EvalDetectDocument document)
    {
        var split = document.Split is null ? "" : $" ({document.Split})";
        TextTable.PrintParagraph($"{document.Model ?? document.Results} on {document.Data}{split}{(document.Engine is null ? "" : $", {document.Engine} engine")}");
        PrintFigures(document.Figures);
        Console.Out.WriteLine();
        PrintFacts(document);
        Console.Out.WriteLine();
        PrintErrors(document.Errors);
        Console.Out.WriteLine();
        PrintClasses(document);
    }

    /// <summary>A suppression in words.</summary>
    public static string Words(Suppression suppression) => Invariant(
        $"{(suppression.Kind == SuppressionKind.PerClass ? "per class" : "all classes together")}, IoU above {suppression.IouThreshold:0.###}, scores from {suppression.ScoreThreshold:0.########} on, at most {suppression.MaximumDetections} detections");

    static void PrintFigures(Dictionary<string, double?> figures)
    {
        var table = new TextTable(new("COCO's figures"), new("all", IsNumber: true), new("small", IsNumber: true), new("medium", IsNumber: true), new("large", IsNumber: true));
        table.Add("AP, IoU 0.50 to 0.95", Share("ap"), Share("apSmall"), Share("apMedium"), Share("apLarge"));
        table.Add("AP at IoU 0.50", Share("ap50"), "", "", "");
        table.Add("AP at IoU 0.75", Share("ap75"), "", "", "");
        table.Add("AR, 100 detections", Share("ar100"), Share("arSmall"), Share("arMedium"), Share("arLarge"));
        table.Add("AR, 10 detections", Share("ar10"), "", "", "");
        table.Add("AR, 1 detection", Share("ar1"), "", "", "");
        table.Print();

        string Share(string name) => Percent(figures[name]);
    }

    static void PrintFacts(EvalDetectDocument document)
    {
        var (errors, facts) = (document.Errors, TextTable.OfFacts());
        facts.Add("images", $"{Figures.Count(document.Images)} with {Figures.Plural(document.Objects, "object")}; {Figures.Plural(document.Detections, "detection")}");
        if (document.Voc is { } voc)
            facts.Add("Pascal VOC", Invariant($"mAP {Percent(voc.MeanAP)}, of 11 points {Percent(voc.MeanAPElevenPoints)} (IoU above {voc.IouThreshold})"));
        facts.Add(Invariant($"score from {errors.ScoreThreshold:0.##}"), $"precision {Percent(errors.Precision)}, recall {Percent(errors.Recall)}; {Figures.Plural(errors.Right, "object")} found");
        if (document.Suppression is { } suppression)
        {
            facts.Add("suppression", Invariant(
                $"{suppression.Kind}, IoU {suppression.IouThreshold:0.###}, score {suppression.ScoreThreshold:0.########}, {suppression.MaximumDetections} detections"));
        }

        facts.Print();
    }

    static void PrintErrors(EvalDetectionErrors errors)
    {
        var table = new TextTable(new(Invariant($"errors, score from {errors.ScoreThreshold:0.##}")), new("", IsNumber: true));
        foreach (var (kind, count) in Enum.GetValues<DetectionErrorKind>().Zip(errors.Kinds.Values))
            table.Add(DetectionErrors.Words(kind), Figures.Count(count));
        table.Print();
    }

    static void PrintClasses(EvalDetectDocument document)
    {
        var many = document.PerClass.Count > MostClasses;
        var classes = many ? document.PerClass.OrderBy(row => row.Figures["ap"]).Take(MostClasses) : document.PerClass;
        var table = new TextTable(
            new(many ? $"class (weakest {MostClasses})" : "class"), new("objects", IsNumber: true), new("AP", IsNumber: true), new("AP50", IsNumber: true),
            new("AP75", IsNumber: true, IsOptional: true), new("precision", IsNumber: true, IsOptional: true), new("recall", IsNumber: true, IsOptional: true));
        foreach (var row in classes)
        {
            table.Add(
                row.Label, Figures.Count(row.Objects), Percent(row.Figures["ap"]), Percent(row.Figures["ap50"]), Percent(row.Figures["ap75"]),
                Percent(row.Precision), Percent(row.Recall));
        }

        table.Print();
    }

    static string Percent(double? share) => share is { } value ? Figures.Percent(value) : "-";
}
