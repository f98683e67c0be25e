using System.Collections.Immutable;
using System.Text;
using MobileNetSharp.Files;
using MobileNetSharp.Paper.Cells;
using MobileNetSharp.Paper.Figures;
using MobileNetSharp.Paper.Measurements;
using MobileNetSharp.Paper.Output;
using MobileNetSharp.Paper.Tables;
using MobileNetSharp.Plotting.Html;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Paper;

/// <summary>The paper's tables and figures next to the values computed from its networks.</summary>
/// <param name="Tables">Its tables, in the order of the paper, then TF-slim's.</param>
/// <param name="Figures">Its figures; those that were requested.</param>
public sealed record PaperReport(ImmutableArray<PaperTable> Tables, ImmutableArray<PaperFigure> Figures)
{
    static readonly ImmutableArray<(string Id, Func<PaperTable> Build)> Builders =
    [
        ("table1", Table1.Build),
        ("table2", Table2.Build),
        ("table3", Table3.Build),
        ("section5.1", Section51.Build),
        ("table4", Table4.Build),
        ("table5", Table5.Build),
        ("table6", Table6.Build),
        ("table7", Table7.Build),
        ("text", TextClaims.Build),
        ("theorem1", Theorem1.Build),
        ("slim-v2", SlimV2.Build),
        ("slim-v1", SlimV1.Build),
    ];

    static readonly ImmutableArray<(string Id, Func<PaperFigure> Build)> FigureBuilders =
    [
        ("figure1", Figure1.Build),
        ("figure2", Figure2.Build),
        ("figure3", Figure3.Build),
        ("figure4", Figure4.Build),
        ("figure5", Figure5.Build),
        ("figure6", () => Figure6Results.BuiltIn.ToFigure()),
        ("figure7", () => Figure7Results.BuiltIn.ToFigure()),
        ("theorem1", AppendixA.Build),
    ];

    /// <summary>The tables that <see cref="Build"/> takes.</summary>
    public static ImmutableArray<string> TableIds { get; } = [.. Builders.Select(builder => builder.Id)];

    /// <summary>The figures that <see cref="Build"/> takes; <c>theorem1</c> is a table and a figure.</summary>
    public static ImmutableArray<string> FigureIds { get; } = [.. FigureBuilders.Select(builder => builder.Id)];

    /// <summary>The extensions of the single files that <see cref="Save"/> writes.</summary>
    public static ImmutableArray<string> Extensions { get; } = [".html", ".md", ".json", ".csv", ".svg", ".png", ".pdf"];

    /// <summary>The heading of every form of the report.</summary>
    internal const string Title = "The MobileNetV2 paper, recomputed";

    internal const string Introduction =
        "Every table of the paper next to the values computed from its networks. Parameters and multiply-adds are counted in the graphs that the engine runs; memory follows from the paper's formula and from the engine's memory plan. Only the printed values were typed in; everything else is computed or measured.";

    internal const string Legend =
        "✓: the computed value, rounded to the printed digits, equals the printed one. A letter: it differs, but the way of counting in the footnote of that letter gives the printed value. "
        + "?: it differs, and nothing that was tried gives the printed value; the footnote lists the attempts. Italics: measured by the paper, quoted. Columns without printed values are our own.";

    /// <summary>How many cells are in each state.</summary>
    public CellCounts Counts => CellCounts.From(Tables.SelectMany(table => table.Cells));

    /// <summary>Computes all tables and figures, or only those that are named.</summary>
    /// <exception cref="ArgumentException">There is no such table or figure.</exception>
    public static PaperReport Build(params ReadOnlySpan<string> ids)
    {
        foreach (var id in ids)
        {
            if (!TableIds.Contains(id) && !FigureIds.Contains(id))
                throw new ArgumentException($"There is no table or figure '{id}'; there are {string.Join(", ", TableIds.Union(FigureIds))}.", nameof(ids));
        }

        ImmutableArray<string> wanted = ids.Length == 0 ? [.. TableIds, .. FigureIds] : [.. ids];
        return new PaperReport(
            [.. Builders.Where(builder => wanted.Contains(builder.Id)).Select(builder => CpuColumns.AddTo(builder.Build()))],
            [.. FigureBuilders.Where(builder => wanted.Contains(builder.Id)).Select(builder => builder.Build())]);
    }

    /// <summary>The report as Markdown.</summary>
    public string ToMarkdown() => PaperMarkdown.Create(this);

    /// <summary>The report as JSON, its values in units.</summary>
    public string ToJson() => PaperJson.Create(this);

    /// <summary>The report as one self-contained HTML page.</summary>
    public HtmlReport ToHtml() => PaperHtml.Create(this);

    /// <summary>
    /// Writes one file, in the format of its extension: a page, Markdown with its images beside it, JSON, the tables as CSV, or
    /// the figure as an image. A path without an extension is a folder, which is created if necessary, for <c>paper.html</c>,
    /// <c>paper.md</c> with its images, and <c>paper.json</c>. Returns the paths of all files.
    /// </summary>
    /// <exception cref="NotSupportedException">The extension is none of <see cref="Extensions"/>, or an image of anything but one figure is requested.</exception>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public ImmutableArray<string> Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return IsFolder(path) ? SaveFolder(path) : SaveFile(path);
    }

    /// <summary>Whether <see cref="Save"/> takes a path as a folder.</summary>
    public static bool IsFolder(string path) => Directory.Exists(path) || Path.GetExtension(path).Length == 0;

    ImmutableArray<string> SaveFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        return
        [
            .. SaveFile(Path.Combine(folder, "paper.html")), .. SaveFile(Path.Combine(folder, "paper.md")), .. SaveFile(Path.Combine(folder, "paper.json")),
        ];
    }

    ImmutableArray<string> SaveFile(string path)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (Canvas.Extensions.Contains(extension) && extension != ".html")
        {
            if (Figures.Length != 1)
                throw new NotSupportedException($"{path}: an image shows one figure, not {Figures.Length}; figures are {string.Join(", ", FigureIds)}.");
            Figures[0].Draw().Save(path);
            return [path];
        }

        var text = extension switch
        {
            ".html" => ToHtml().ToString(),
            ".md" => ToMarkdown(),
            ".json" => ToJson(),
            ".csv" => PaperCsv.Create(this),
            _ => throw new NotSupportedException($"{path}: there is no format '{extension}'; it can be {string.Join(", ", Extensions)}."),
        };
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        return extension == ".md" ? [path, .. SaveImages(Path.GetDirectoryName(path) ?? "")] : [path];
    }

    IEnumerable<string> SaveImages(string folder)
    {
        foreach (var (name, image) in Figures.SelectMany(figure => figure.Files.Zip(figure.Images)))
        {
            var path = Path.Combine(folder, name);
            image.Save(path);
            yield return path;
        }
    }
}
