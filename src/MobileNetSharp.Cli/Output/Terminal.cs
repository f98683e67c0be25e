using Spectre.Console;

namespace MobileNetSharp.Cli.Output;

/// <summary>Results go to stdout; everything else goes to stderr, through here.</summary>
static class Terminal
{
    /// <summary>One line about something that went wrong.</summary>
    public static void Error(string message) => Console.Error.WriteLine($"mobilenet: {message.ReplaceLineEndings(" ")}");

    /// <summary>One line about what is going on.</summary>
    public static void Note(string message, bool quiet)
    {
        if (!quiet)
            Console.Error.WriteLine(message);
    }

    /// <summary>Spectre's console on stderr.</summary>
    public static IAnsiConsole ErrorConsole { get; } = AnsiConsole.Create(
        new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>True where a progress bar can be drawn.</summary>
    public static bool CanAnimate => !Console.IsErrorRedirected && ErrorConsole.Profile.Capabilities.Interactive;

    /// <summary>The reader of our output has gone (<c>| head</c>): nothing to tell anybody.</summary>
    public static bool IsBrokenPipe(Exception e) =>
        e is IOException && e.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);
}
