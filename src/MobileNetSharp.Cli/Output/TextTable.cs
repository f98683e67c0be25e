namespace MobileNetSharp.Cli.Output;

/// <summary>A table on stdout that fits the terminal: optional columns are left out from the right, then the words of the widest text columns are wrapped, then first cells that do not fit get a separate line.</summary>
sealed class TextTable(params TextColumn[] columns)
{
    /// <summary>Text columns are not made narrower than this.</summary>
    const int Narrowest = 4;

    const string Gap = "  ";

    readonly List<string[]> rows = [];

    /// <summary>What each line begins with.</summary>
    public string Indent { get; init; } = "  ";

    /// <summary>A name and a value in each row, without titles.</summary>
    public static TextTable OfFacts() => new(new(""), new(""));

    /// <summary>The text in lines of whole words; a word that is wider than a line is broken, after a hyphen, slash or underscore if it has one.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        width = Math.Max(width, 1);
        while (text.Length > width)
        {
            var space = text.LastIndexOf(' ', width, width + 1);
            var end = space > 0 ? space : text.AsSpan(0, width).LastIndexOfAny('-', '/', '_') is > 0 and var mark ? mark + 1 : width;
            yield return text[..end].TrimEnd();
            text = text[end..].TrimStart(' ');
        }

        yield return text;
    }

    /// <summary>Prints a text on stdout, its words wrapped to the terminal; further lines are indented by two more spaces.</summary>
    public static void PrintParagraph(string text, string indent = "")
    {
        foreach (var (i, line) in Wrap(PrintableText.Escape(text), Terminal.Width - indent.Length - Gap.Length).Index())
            Console.Out.WriteLine($"{indent}{(i == 0 ? "" : Gap)}{line}");
    }

    /// <summary>Adds a row with a cell for each column.</summary>
    public void Add(params IEnumerable<string> cells) => rows.Add([.. cells.Select(PrintableText.Escape)]);

    /// <summary>Prints the table.</summary>
    public void Print()
    {
        foreach (var line in Lines(Terminal.Width))
            Console.Out.WriteLine(line);
    }

    /// <summary>The lines of the table for a terminal of so many columns.</summary>
    public IEnumerable<string> Lines(int width)
    {
        var all = columns.All(column => column.Title.Length == 0) ? rows : [[.. columns.Select(column => column.Title)], .. rows];
        if (all.Count == 0)
            return [];
        var widths = columns.Select((_, i) => all.Max(row => row[i].Length)).ToArray();
        List<int> shown = [.. Enumerable.Range(0, columns.Length)];
        while (Total() > width && shown.FindLastIndex(i => columns[i].IsOptional) is >= 0 and var dropped)
            shown.RemoveAt(dropped);
        var words = columns.Select((_, i) => all.Max(row => row[i].Split(' ').Max(word => word.Length))).ToArray();
        while (Total() > width && Widest(i => words[i]) is { } widest)
            widths[widest]--;
        var isHanging = Total() > width && columns.Length > 1 && !columns[0].IsNumber;
        if (isHanging)
            widths[0] = Math.Max(widths[0] - (Total() - width), Math.Min(Narrowest, widths[0]));
        while (Total() > width && Widest(_ => Narrowest) is { } widest)
            widths[widest]--;
        return all.SelectMany(row => isHanging && row[0].Split(' ').Any(word => word.Length > widths[0])
            ? [.. Wrap(row[0], width - Indent.Length).Select(line => Indent + line), .. Lines(["", .. row[1..]], shown, widths)]
            : Lines(row, shown, widths));

        int? Widest(Func<int, int> least) => shown.Where(i => !columns[i].IsNumber && widths[i] > least(i)).Select(i => (int?)i).MaxBy(i => widths[i!.Value]);

        int Total() => Indent.Length + shown.Sum(i => widths[i]) + (Gap.Length * (shown.Count - 1));
    }

    IEnumerable<string> Lines(string[] row, List<int> shown, int[] widths)
    {
        var cells = shown.Select(i => Wrap(row[i], widths[i]).ToArray()).ToArray();
        for (var line = 0; line < cells.Max(cell => cell.Length); line++)
        {
            var words = shown.Select((column, i) => Pad(line < cells[i].Length ? cells[i][line] : "", column));
            yield return (Indent + string.Join(Gap, words)).TrimEnd();
        }

        string Pad(string word, int column) => columns[column].IsNumber ? word.PadLeft(widths[column]) : word.PadRight(widths[column]);
    }
}

/// <summary>A column: numbers are aligned at the right; an optional one is left out where the terminal is narrow.</summary>
sealed record TextColumn(string Title, bool IsNumber = false, bool IsOptional = false);
