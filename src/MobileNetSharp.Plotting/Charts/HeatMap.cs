using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Plotting.Charts;

/// <summary>A matrix of counts, shaded by their fraction of the row; each cell shows its count.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="RowTitle">What the rows are.</param>
/// <param name="ColumnTitle">What the columns are.</param>
/// <param name="RowNames">From the top.</param>
/// <param name="ColumnNames">From the left.</param>
/// <param name="Counts">Row by row, (rows, columns).</param>
public sealed record HeatMap(
    string Title, string RowTitle, string ColumnTitle,
    ImmutableArray<string> RowNames, ImmutableArray<string> ColumnNames, ImmutableArray<int> Counts)
{
    const int NameLength = 22;
    const double Top = 44;

    /// <summary>Draws the plot.</summary>
    public Canvas Draw()
    {
        var cell = Math.Clamp(400.0 / Math.Max(1, ColumnNames.Length), 18, 60);
        var names = RowNames.Select(name => Canvas.TextWidth(Canvas.Cut(name, NameLength))).DefaultIfEmpty(0).Max();
        var columns = ColumnNames.Select(name => Canvas.TextWidth(Canvas.Cut(name, NameLength))).DefaultIfEmpty(0).Max();
        var flat = columns < cell;
        var (left, right, bottom) = (44 + names, 44 + names + (cell * ColumnNames.Length), Top + (cell * RowNames.Length));
        var height = bottom + (flat ? 22 : (columns * 0.72) + 18) + 28;
        var canvas = new Canvas(Math.Max(right + 86, Canvas.TextWidth(Title, 15, bold: true) + 30), height, Title);
        canvas.Heading(Title);
        for (var row = 0; row < RowNames.Length; row++)
        {
            canvas.Text(left - 8, Top + (cell * (row + 0.5)) + 4, Canvas.Cut(RowNames[row], NameLength), "end");
            Row(canvas, row, left, Top + (cell * row), cell);
        }

        for (var column = 0; column < ColumnNames.Length; column++)
        {
            var (x, name) = (left + (cell * (column + 0.5)), Canvas.Cut(ColumnNames[column], NameLength));
            canvas.Text(x + (flat ? 0 : 4), bottom + 16, name, flat ? "middle" : "end", turn: flat ? 0 : -45);
        }

        canvas.Rectangle(left, Top, right - left, bottom - Top, "none", outline: Canvas.Muted);
        canvas.Text((left + right) / 2, height - 10, ColumnTitle, "middle", bold: true);
        canvas.Text(18, (Top + bottom) / 2, RowTitle, "middle", bold: true, turn: -90);
        Scale(canvas, right + 18, Top, Math.Min(160, bottom - Top));
        return canvas;
    }

    void Row(Canvas canvas, int row, double left, double top, double cell)
    {
        var counts = Counts.AsSpan().Slice(row * ColumnNames.Length, ColumnNames.Length);
        var all = 0;
        foreach (var count in counts)
            all += count;
        for (var column = 0; column < counts.Length; column++)
        {
            var share = all == 0 ? 0 : (double)counts[column] / all;
            var x = left + (cell * column);
            canvas.Rectangle(
                x, top, cell, cell, Shade(share),
                string.Create(CultureInfo.InvariantCulture, $"{RowNames[row]} → {ColumnNames[column]}: {counts[column]} of {all} ({100 * share:0.#} %)"), Canvas.Grid);
            if (counts[column] > 0)
            {
                canvas.Text(
                    x + (cell / 2), top + (cell / 2) + 4, counts[column].ToString(CultureInfo.InvariantCulture), "middle",
                    share > 0.5 ? "#ffffff" : Canvas.Ink, Math.Min(13, cell / 2));
            }
        }
    }

    static void Scale(Canvas canvas, double x, double top, double height)
    {
        const int Steps = 20;
        for (var i = 0; i < Steps; i++)
            canvas.Rectangle(x, top + (height * i / Steps), 14, (height / Steps) + 0.5, Shade(1 - ((double)i / (Steps - 1))));
        canvas.Text(x + 20, top + 10, "100 %", color: Canvas.Muted, size: 11);
        canvas.Text(x + 20, top + height, "0 %", color: Canvas.Muted, size: 11);
        canvas.Text(x, top + height + 16, "of the row", color: Canvas.Muted, size: 11);
    }

    /// <summary>White to dark blue with evenly falling brightness; even 1 % is visible.</summary>
    static string Shade(double share)
    {
        var t = share <= 0 ? 0 : 0.08 + (0.92 * share);
        return string.Create(CultureInfo.InvariantCulture, $"#{Mix(255, 11):x2}{Mix(255, 60):x2}{Mix(255, 111):x2}");

        int Mix(int light, int dark) => (int)Math.Round(light + (t * (dark - light)));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: {RowNames.Length} rows, {ColumnNames.Length} columns";
}
