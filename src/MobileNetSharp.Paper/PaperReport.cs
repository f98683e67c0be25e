using System.Collections.Immutable;
using System.Text;
using MobileNetSharp.Files;
using MobileNetSharp.Paper.Cells;
using MobileNetSharp.Paper.Figures;
using MobileNetSharp.Paper.Measurements;
using MobileNetSharp.Paper.Output;
using MobileNetSharp.Paper.Tables;
using MobileNetSharp.Plotting.Html;

namespace MobileNetSharp.Paper;

/// <summary>The paper's tables and figures next to the values computed from its networks.</summary>
/// <param name="Tables">Its tables, in the order of the paper, then TF-slim's.</param>
/// <param name="Figures">Its figures; empty if only some tables were requested.</param>
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

    /// <summary>The tables that <see cref="Build"/> takes.</summary>
    public static ImmutableArray<string> TableIds { get; } = [.. Builders.Select(builder => builder.Id)];

    /// <summary>The heading of every form of the report.</summary>
    internal const string Title = "The MobileNetV2 paper, recomputed";

    internal const string Introduction =
        "Every table of the paper next to the values computed from its networks. Parameters and multiply-adds are counted in the graphs that the engine runs; memory follows from the paper's formula and from the engine's memory plan. Only the printed values were typed in; everything else is computed or measured.";

    internal const string Legend =
        "✓: the computed value, rounded to the printed digits, equals the printed one. A letter: it differs, but the way of counting in the footnote of that letter gives the printed value. "
        + "?: it differs, and nothing that was tried gives the printed value; the footnote lists the attempts. Italics: measured by the paper, quoted. Columns without printed values are our own.";

    /// <summary>How many cells are in each state.</summary>
    public CellCounts Counts => CellCounts.From(Tables.SelectMany(table => table.Cells));

    /// <summary>Computes all tables and figures, or only the named tables.</summary>
    /// <exception cref="ArgumentException">There is no such table.</exception>
    public static PaperReport Build(params ReadOnlySpan<string> tables)
    {
        foreach (var table in tables)
        {
            if (!TableIds.Contains(table))
                throw new ArgumentException($"There is no table '{table}'; there are {string.Join(", ", TableIds)}.", nameof(tables));
        }

        var wanted = tables.Length == 0 ? TableIds : [.. tables];
        ImmutableArray<PaperTable> built = [.. Builders.Where(builder => wanted.Contains(builder.Id)).Select(builder => CpuColumns.AddTo(builder.Build()))];
        return new PaperReport(built, tables.Length > 0 ? [] :
        [
            Figure1.Build(), Figure2.Build(), Figure3.Build(), Figure4.Build(), Figure5.Build(), Figure6.Build(Figure6Results.BuiltIn), Figure7.Build(Figure7Results.BuiltIn),
            AppendixA.Build(built.Single(table => table.Id == "theorem1")),
        ]);
    }

    /// <summary>The report as Markdown.</summary>
    public string ToMarkdown() => PaperMarkdown.Create(this);

    /// <summary>The report as JSON, its values in units.</summary>
    public string ToJson() => PaperJson.Create(this);

    /// <summary>The report as one self-contained HTML page.</summary>
    public HtmlReport ToHtml() => PaperHtml.Create(this);

    /// <summary>Writes <c>paper.html</c>, <c>paper.md</c> with its images, and <c>paper.json</c> to a folder, which is created if necessary. Returns their paths.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public ImmutableArray<string> Save(string folder)
    {
        Directory.CreateDirectory(folder);
        ImmutableArray<(string Path, string Text)> files =
        [
            (Path.Combine(folder, "paper.html"), ToHtml().ToString()),
            (Path.Combine(folder, "paper.md"), ToMarkdown()),
            (Path.Combine(folder, "paper.json"), ToJson()),
            .. Figures.SelectMany(figure => figure.Files.Zip(figure.Images, (name, image) => (Path.Combine(folder, name), image))),
        ];
        foreach (var (path, text) in files)
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        return [.. files.Select(file => file.Path)];
    }
}
