using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Paper.Output;

/// <summary>The report as JSON: <c>paper.json</c>. Values are in units (parameters, not millions).</summary>
[JsonSerializable(typeof(ReportDocument))]
sealed partial class PaperJson : JsonSerializerContext
{
    static readonly PaperJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Create(PaperReport report)
    {
        var counts = report.Counts;
        var document = new ReportDocument(
            "arXiv 1801.04381",
            [.. report.Tables.Select(table => new TableDocument(table.Id, table.Title, [.. table.Rows.Select(row => Row(table, row))], [.. table.Notes]))],
            [.. report.Figures.Select(figure => new FigureDocument(figure.Id, figure.Title, [.. figure.Text], [.. figure.Files]))],
            new CountsDocument(counts.Agree, counts.Explained, counts.Unexplained, counts.Quoted, counts.Ours));
        return JsonSerializer.Serialize(document, Readable.ReportDocument) + "\n";
    }

    static RowDocument Row(PaperTable table, PaperRow row) => new(
        row.Name,
        row.Network,
        [.. row.Cells.Select((cell, i) => new CellDocument(
            table.Columns[i],
            Text(cell.Printed),
            Text(cell.Unit),
            cell.Value is null ? Text(cell.Computed) : null,
            cell.Value,
            cell.Difference,
            cell.State.ToString().ToLowerInvariant(),
            table.ReasonFor(cell, i) is { } reason ? Count(reason) : null,
            cell.State == CellState.Unexplained ? [.. cell.Alternatives.Select(Count)] : null))]);

    static CountDocument Count(AlternativeCount count) => new(count.Id, count.What, count.Value, count.Rounding == Rounding.Truncate ? true : null);

    static string? Text(string text) => text.Length > 0 ? text : null;
}

sealed record ReportDocument(string Paper, List<TableDocument> Tables, List<FigureDocument> Figures, CountsDocument Cells);

sealed record TableDocument(string Id, string Title, List<RowDocument> Rows, List<string> Notes);

sealed record FigureDocument(string Id, string Title, List<string> Text, List<string> Files);

sealed record RowDocument(string Name, string? Network, List<CellDocument> Cells);

sealed record CellDocument(
    string Column, string? Printed, string? Unit, string? ComputedText, double? Computed, double? Difference, string State,
    CountDocument? Reason, List<CountDocument>? Tried);

sealed record CountDocument(string Id, string What, double Value, bool? Cut);

sealed record CountsDocument(int Agrees, int Explained, int Unexplained, int Quoted, int Ours);
