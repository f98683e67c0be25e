using MobileNetSharp.Evaluation;
using MobileNetSharp.Plotting.Html;

namespace MobileNetSharp.Reporting;

/// <summary>The page that tells how well a model classifies a dataset.</summary>
/// <param name="Title">Which model, on what.</param>
/// <param name="Result">Its figures.</param>
public sealed record EvaluationReport(string Title, ClassificationResult Result)
{
    /// <summary>A line below the title.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Images that were taken for something else, the worst first.</summary>
    public IReadOnlyList<Mistake> Mistakes { get; init; } = [];

    /// <summary>Where all this comes from: data, model, versions, command.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Provenance { get; init; } = [];

    /// <summary>The page.</summary>
    public HtmlReport ToHtml()
    {
        var page = new HtmlReport(Title, Subtitle).Tiles(ClassificationSections.Tiles(Result));
        ClassificationSections.Add(page, Result, Mistakes);
        if (Provenance.Count > 0)
            page.Heading("Provenance").Facts(Provenance);
        return page;
    }
}
