using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using static System.FormattableString;

namespace MobileNetSharp.Cli.Commands;

/// <summary>The output of <c>eval classify</c> as text.</summary>
static class EvalText
{
    /// <summary>With more classes than this, only the weakest are printed.</summary>
    const int MostClasses = 20;

    const int MostPairs = 10;

    public static void Print(EvalClassifyDocument document)
    {
        var split = document.Split is null ? "" : $" ({document.Split})";
        TextTable.PrintParagraph($"{document.Model} on {document.Data}{split}, {document.Engine} engine");
        var facts = TextTable.OfFacts();
        Row("top-1 accuracy", $"{Figures.Percent(document.Top1)} of {Figures.Count(document.Images)} images");
        if (document.Classes > 5)
            Row("top-5 accuracy", Figures.Percent(document.Top5));
        Row("mean recall", $"{Figures.Percent(document.MeanRecall)} over {document.PerClass.Count} classes (F1 {Figures.Percent(document.MeanF1)})");
        Row("calibration", $"{Figures.Percent(document.ExpectedCalibrationError)} expected calibration error");
        Row("likelihood", Invariant($"{document.MeanNegativeLogLikelihood:F4} mean negative log-likelihood"));
        if (document.Comparison is { } comparison)
            Row("agreement", Agreement(document, comparison));
        facts.Print();
        foreach (var pair in document.Comparison?.Disagreements ?? [])
            TextTable.PrintParagraph($"{pair.Path}: {pair.First} ({Figures.Percent(pair.FirstProbability)}) vs. {pair.Second} ({Figures.Percent(pair.SecondProbability)}); true class: {pair.Label}", "    ");
        var many = document.PerClass.Count > MostClasses;
        var classes = many ? document.PerClass.OrderBy(row => row.F1).Take(MostClasses) : document.PerClass;
        Table(
            [many ? $"class (weakest {MostClasses})" : "class", "images", "recall", "precision", "F1"],
            classes.Select(row => (string[])
                [row.Label, Figures.Count(row.Images), Figures.Percent(row.Recall), Figures.Percent(row.Precision), Figures.Percent(row.F1)]));
        if (document.Confusions.Count > 0)
        {
            Table(
                ["confusion", "images"],
                document.Confusions.Take(MostPairs).Select(pair => (string[])[$"{pair.Label} → {pair.Predicted}", Figures.Count(pair.Images)]));
        }

        void Row(string what, string value) => facts.Add(what, value);
    }

    static string Agreement(EvalClassifyDocument document, EvalComparison comparison) => Invariant(
        $"{comparison.SameTop1} of {document.Images} agree with {comparison.Engine} ({Figures.Percent(comparison.Top1)} top-1), largest difference {comparison.LargestDifference:0.0e0}");

    static void Table(string[] columns, IEnumerable<string[]> rows)
    {
        var table = new TextTable([.. columns.Select((column, i) => new TextColumn(column, IsNumber: i > 0))]);
        foreach (var row in rows)
            table.Add(row);
        Console.Out.WriteLine();
        table.Print();
    }
}
