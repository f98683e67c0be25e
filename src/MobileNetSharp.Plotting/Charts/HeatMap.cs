using System.Collections.Immutable;
using System.Globalization;

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
    const double Top = 40;

    /// <summary>The plot as an SVG document.</summary>
    public string ToSvg()
    {
        var cell = Math.Clamp(440.0 / Math.Max(1, ColumnNames.Length), 16, 64);
        var names = RowNames.Select(name => Svg.Width(Svg.Cut(name, NameLength))).DefaultIfEmpty(0).Max();
        var columns = ColumnNames.Select(name => Svg.Width(Svg.Cut(name, NameLength))).DefaultIfEmpty(0).Max();
        var flat = columns < cell;
        var (left, right, bottom) = (44 + names, 44 + names + (cell * ColumnNames.Length), Top + (cell * RowNames.Length));
        var height = bottom + (flat ? 22 : (columns * 0.72) + 18) + 28;
        var svg = new Svg(right + 86, height, Title);
        svg.Text(14, 20, Title, size: 14, bold: true);
        for (var row = 0; row < RowNames.Length; row++)
        {
            svg.Text(left - 8, Top + (cell * (row + 0.5)) + 4, Svg.Cut(RowNames[row], NameLength), "end");
            Row(svg, row, left, Top + (cell * row), cell);
        }

        for (var column = 0; column < ColumnNames.Length; column++)
        {
            var (x, name) = (left + (cell * (column + 0.5)), Svg.Cut(ColumnNames[column], NameLength));
            svg.Text(x + (flat ? 0 : 4), bottom + 16, name, flat ? "middle" : "end", turn: flat ? 0 : -45);
        }

        svg.Rectangle(left, Top, right - left, bottom - Top, "none", outline: Svg.Muted);
        svg.Text((left + right) / 2, height - 10, ColumnTitle, "middle", bold: true);
        svg.Text(18, (Top + bottom) / 2, RowTitle, "middle", bold: true, turn: -90);
        Scale(svg, right + 18, Top, Math.Min(160, bottom - Top));
        return svg.ToString();
    }

    void Row(Svg svg, int row, double left, double top, double cell)
    {
        var counts = Counts.AsSpan().Slice(row * ColumnNames.Length, ColumnNames.Length);
        var all = 0;
        foreach (var count in counts)
            all += count;
        for (var column = 0; column < counts.Length; column++)
        {
            var share = all == 0 ? 0 : (double)counts[column] / all;
            var x = left + (cell * column);
            svg.Rectangle(
                x, top, cell, cell, Shade(share),
                string.Create(CultureInfo.InvariantCulture, $"{RowNames[row]} → {ColumnNames[column]}: {counts[column]} of {all} ({100 * share:0.#} %)"), Svg.Grid);
            if (counts[column] > 0)
            {
                svg.Text(
                    x + (cell / 2), top + (cell / 2) + 4, counts[column].ToString(CultureInfo.InvariantCulture), "middle",
                    share > 0.5 ? "#ffffff" : Svg.Ink, Math.Min(13, cell / 2));
            }
        }
    }

    static void Scale(Svg svg, double x, double top, double height)
    {
        const int Steps = 20;
        for (var i = 0; i < Steps; i++)
            svg.Rectangle(x, top + (height * i / Steps), 14, (height / Steps) + 0.5, Shade(1 - ((double)i / (Steps - 1))));
        svg.Text(x + 20, top + 10, "100 %", color: Svg.Muted, size: 11);
        svg.Text(x + 20, top + height, "0 %", color: Svg.Muted, size: 11);
        svg.Text(x, top + height + 16, "of the row", color: Svg.Muted, size: 11);
    }

    /// <summary>White to dark blue with evenly falling brightness; even 1 % is visible.</summary>
    static string Shade(double share)
    {
        var t = share <= 0 ? 0 : 0.08 + (0.92 * share);
        return string.Create(CultureInfo.InvariantCulture, $"#{Mix(255, 11):x2}{Mix(255, 60):x2}{Mix(255, 111):x2}");

        int Mix(int light, int dark) => (int)Math.Round(light + (t * (dark - light)));
    }
}
