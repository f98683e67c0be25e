using System.Text;
using Spectre.Console;

namespace MobileNetSharp.Cli.Output;

/// <summary>Results go to stdout; everything else goes to stderr, through here.</summary>
static class Terminal
{
    /// <summary>Where help and completions go: our words, in whole paragraphs.</summary>
    public static TextWriter OwnOutput { get; private set; } = Console.Out;

    /// <summary>From here on both are UTF-8, what is printed on stdout is escaped, as names of files are in most of it, what cannot be written there says so, and stderr never fails.</summary>
    public static void Open()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        OwnOutput = GuardedWriter.ForResults(Console.Out);
        Console.SetOut(new PrintableWriter(OwnOutput));
        Console.SetError(GuardedWriter.ForErrors(Console.Error));
    }

    /// <summary>One line about something that went wrong, shortened where it is endless.</summary>
    public static void Error(string message) => Line($"mobilenet: {PrintableText.Line(message.ReplaceLineEndings(" "))}");

    /// <summary>One line on stderr, escaped.</summary>
    public static void Line(string line) => Console.Error.WriteLine(PrintableText.Escape(line));

    /// <summary>A text on stderr, its words wrapped to the terminal. A command to copy is a <see cref="Line"/>.</summary>
    public static void Text(string text)
    {
        foreach (var line in TextTable.Wrap(PrintableText.Escape(text), Console.IsErrorRedirected ? int.MaxValue : ErrorConsole.Profile.Width - 1))
            Line(line);
    }

    /// <summary>Reports a file that was written, unless quiet.</summary>
    public static void Wrote(string path, bool quiet)
    {
        if (!quiet)
            Line($"wrote {path}");
    }

    /// <summary>The columns of the terminal that stdout is; where it is none, lines are as long as needed.</summary>
    public static int Width { get; } = Console.IsOutputRedirected || Console.WindowWidth <= 0 ? int.MaxValue : Console.WindowWidth;

    /// <summary>Spectre's console on stderr.</summary>
    public static IAnsiConsole ErrorConsole => field ??= AnsiConsole.Create(
        new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>True where a progress bar can be drawn.</summary>
    public static bool CanAnimate => !Console.IsErrorRedirected && ErrorConsole.Profile.Capabilities.Interactive;
}
