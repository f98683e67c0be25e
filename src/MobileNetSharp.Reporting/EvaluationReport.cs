using MobileNetSharp.Plotting.Html;

namespace MobileNetSharp.Reporting;

/// <summary>The report on how good a model is on a data set.</summary>
/// <param name="Title">Which model, on what.</param>
/// <param name="Sections">What the task shows about the result.</param>
public sealed record EvaluationReport(string Title, ReportSections Sections)
{
    /// <summary>A line below the title.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Where all this comes from: data, model, versions, command.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Provenance { get; init; } = [];

    /// <summary>The page.</summary>
    public HtmlReport ToHtml()
    {
        var page = new HtmlReport(Title, Subtitle).Tiles([.. Sections.Tiles()]);
        Sections.AddTo(page);
        if (Provenance.Count > 0)
            page.Heading("Provenance").Facts(Provenance);
        return page;
    }

    /// <inheritdoc/>
    public override string ToString() => Title;
}
