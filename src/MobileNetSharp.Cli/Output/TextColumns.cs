namespace MobileNetSharp.Cli.Output;

/// <summary>Prints aligned columns to stdout.</summary>
static class TextColumns
{
    /// <summary>Prints rows with the same number of cells; numbers are right-aligned.</summary>
    public static void Print(List<string[]> lines, Func<int, bool> isNumber)
    {
        var widths = lines[0].Select((_, i) => lines.Max(line => line[i].Length)).ToArray();
        foreach (var line in lines)
            Console.Out.WriteLine(("  " + string.Join("  ", line.Select((word, i) => isNumber(i) ? word.PadLeft(widths[i]) : word.PadRight(widths[i])))).TrimEnd());
    }
}
