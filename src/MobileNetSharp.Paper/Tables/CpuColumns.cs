using System.Globalization;
using MobileNetSharp.Paper.Cells;
using MobileNetSharp.Paper.Measurements;

namespace MobileNetSharp.Paper.Tables;

/// <summary>Our engine's milliseconds: a column per processor on which a network of the table was measured.</summary>
static class CpuColumns
{
    public static PaperTable AddTo(PaperTable table)
    {
        string[] processors = [.. CpuTimes.BuiltIn.Processors.Where(processor => table.Rows.Any(row => !double.IsNaN(Median(row, processor))))];
        string[] names = [.. processors.Select((_, i) => processors.Length == 1 ? "CPU, ms" : FormattableString.Invariant($"CPU {i + 1}, ms"))];
        return table with
        {
            Columns = [.. table.Columns, .. names],
            Rows = [.. table.Rows.Select(row => row with { Cells = [.. row.Cells, .. processors.Select(processor => Cell.Ours(Median(row, processor), "0.00"))] })],
            Notes = [.. table.Notes, .. names.Zip(processors, Note)],
        };
    }

    static double Median(PaperRow row, string processor) => row.Network is null ? double.NaN : CpuTimes.BuiltIn.Median(row.Network, processor);

    static string Note(string name, string processor) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: median of our engine, fp32, one thread, one image, on {processor}, measured on {CpuTimes.BuiltIn.Times.Where(time => time.Processor == processor).Max(time => time.DateUtc):yyyy-MM-dd}.");
}
