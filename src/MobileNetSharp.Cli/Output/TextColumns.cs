namespace MobileNetSharp.Cli.Output;

/// <summary>Lines of words under each other, on stdout.</summary>
static class TextColumns
{
    /// <summary>Prints lines of as many words each; numbers are set to the right.</summary>
    public static void Print(List<string[]> lines, Func<int, bool> isNumber)
    {
        var widths = lines[0].Select((_, i) => lines.Max(line => line[i].Length)).ToArray();
        foreach (var line in lines)
            Console.Out.WriteLine(("  " + string.Join("  ", line.Select((word, i) => isNumber(i) ? word.PadLeft(widths[i]) : word.PadRight(widths[i])))).TrimEnd());
    }
}
