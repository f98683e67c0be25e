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

/// <summary>The paper beside what its networks give.</summary>
/// <param name="Tables">Its tables, in the order of the paper, then TF-slim's.</param>
/// <param name="Figures">Its figures; none where only some tables were asked for.</param>
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

    /// <summary>What <see cref="Build"/> can be asked for.</summary>
    public static ImmutableArray<string> TableIds { get; } = [.. Builders.Select(builder => builder.Id)];

    /// <summary>The heading of every form of the report.</summary>
    internal const string Title = "The MobileNetV2 paper, counted again";

    internal const string Introduction =
        "Every table of the paper beside what its networks give when they are built as this library builds them: parameters and multiply-adds are counted in the graphs that the engine runs, memory by the paper's formula and in the engine's own plan. Nothing here is typed but the print.";

    internal const string Legend =
        "✓ The computed value, rounded as the print is, is the print. A letter: it differs, and the way of counting that the letter leads to was computed as well and gives the print. "
        + "?: it differs, and nothing that was tried gives the print. In italics: the paper's own measurements, quoted. Columns without a print are ours.";

    /// <summary>How many cells are in each state.</summary>
    public CellCounts Counts => CellCounts.From(Tables.SelectMany(table => table.Cells));

    /// <summary>Counts the networks; all tables and figures, or the tables named.</summary>
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

    /// <summary>The report as one HTML page that needs no other file.</summary>
    public HtmlReport ToHtml() => PaperHtml.Create(this);

    /// <summary>Writes <c>paper.html</c>, <c>paper.md</c> with its images, and <c>paper.json</c> into a folder, which is made where it is missing; their paths.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission to write it.</exception>
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
