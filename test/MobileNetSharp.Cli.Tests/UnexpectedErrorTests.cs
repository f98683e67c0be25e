using System.CommandLine;
using System.Text.RegularExpressions;

namespace MobileNetSharp.Cli.Tests;

/// <summary>What nobody foresaw ends in one line, with the trace in a file; never in a trace on the terminal and exit code 134.</summary>
public sealed partial class UnexpectedErrorTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    public static TheoryData<string> Errors => ["InvalidOperationException", "FormatException", "TypeInitializationException", "AggregateException", "KeyNotFoundException", "OperationCanceledException"];

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task It_is_one_line_and_exit_code_70_in_every_verb(string type)
    {
        var root = CommandLineProgram.Root();
        foreach (var (words, command) in Verbs(root, []))
        {
            command.SetAction((_, _) => throw Error(type));
            var (exitCode, line) = await RunAsync(root, [.. words, .. Required(command)]);
            Assert.Equal(70, exitCode);
            var match = ErrorLine().Match(line);
            Assert.True(match.Success, line);
            Assert.Equal(Failures.Cause(Error(type)).GetType().Name, match.Groups["type"].Value);
            var trace = File.ReadAllText(match.Groups["path"].Value);
            File.Delete(match.Groups["path"].Value);
            Assert.Contains(nameof(UnexpectedErrorTests), trace);
            Assert.Contains("not\nforeseen", trace.ReplaceLineEndings("\n"));
        }
    }

    [Fact]
    public void The_same_fault_has_the_same_code_and_another_has_another()
    {
        string[] codes = [Code(1), Code(1), Code(2)];
        Assert.Equal(codes[0], codes[1]);
        Assert.NotEqual(codes[0], codes[2]);

        static string Code(int kind)
        {
            try
            {
                throw kind == 1 ? new InvalidOperationException(Guid.NewGuid().ToString()) : new InvalidCastException();
            }
            catch (Exception e)
            {
                return UnexpectedError.Code(e);
            }
        }
    }

    [Fact]
    public void So_is_what_a_thread_throws()
    {
        mobilenet.Environment["DOTNET_STARTUP_HOOKS"] = typeof(UnexpectedErrorTests).Assembly.Location;
        mobilenet.Environment["TMPDIR"] = mobilenet.Environment["TEMP"] = mobilenet.Environment["TMP"] = mobilenet.Folder;
        var result = mobilenet.Run("models");
        Assert.Equal((70, ""), (result.ExitCode, result.Output));
        var match = ErrorLine().Match(Assert.Single(result.ErrorLines));
        Assert.Equal(("InvalidOperationException", "thrown on a thread"), (match.Groups["type"].Value, match.Groups["message"].Value));
        Assert.Contains(nameof(StartupHook), File.ReadAllText(match.Groups["path"].Value));
    }

    [Fact]
    public void A_trace_that_cannot_be_written_is_told_in_the_same_line()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows takes another temporary folder");
        mobilenet.Environment["DOTNET_STARTUP_HOOKS"] = typeof(UnexpectedErrorTests).Assembly.Location;
        mobilenet.Environment["TMPDIR"] = mobilenet.File("none");
        var result = mobilenet.Run("models");
        Assert.Equal((70, ""), (result.ExitCode, result.Output));
        Assert.Contains("; its trace cannot be written to ", Assert.Single(result.ErrorLines));
    }

    static Exception Error(string type)
    {
        var foreseenByNobody = new InvalidOperationException("not\nforeseen");
        return type switch
        {
            "FormatException" => new FormatException("not\nforeseen"),
            "TypeInitializationException" => new TypeInitializationException("Some.Type", foreseenByNobody),
            "AggregateException" => new AggregateException(foreseenByNobody, new KeyNotFoundException()),
            "KeyNotFoundException" => new KeyNotFoundException("not\nforeseen"),
            "OperationCanceledException" => new OperationCanceledException("not\nforeseen"), // without a signal
            _ => foreseenByNobody,
        };
    }

    static async Task<(int ExitCode, string Line)> RunAsync(RootCommand root, string[] args)
    {
        var (before, error) = (Console.Error, new StringWriter());
        Console.SetError(error);
        try
        {
            return (await CommandLineProgram.RunAsync(root, args), error.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }

    static IEnumerable<string> Required(Command command) =>
    [
        .. command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0 || argument.Name == "DATA").Select(argument => argument.Name == "SHELL" ? "bash" : "x"),
        // eval detect needs a model or results.
        .. command.Options.Where(option => option.Required || option.Name == "--results").SelectMany(option => (string[])[option.Name, option.Name == "--to" ? "coco" : "x"]),
    ];

    static IEnumerable<(string[] Words, Command Command)> Verbs(Command command, string[] words) => command.Subcommands.SelectMany(verb =>
        (IEnumerable<(string[], Command)>)[.. verb.Action is null ? [] : new (string[], Command)[] { ([.. words, verb.Name], verb) }, .. Verbs(verb, [.. words, verb.Name])]);

    [GeneratedRegex(@"^mobilenet: unexpected error [0-9a-f]{6} \((?<type>\w+): (?<message>.*)\); the full trace is in (?<path>.+?)\r?\n?$")]
    private static partial Regex ErrorLine();
}
