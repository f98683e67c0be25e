using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text;
using MobileNetSharp.Cli.Commands;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli;

/// <summary>The command as a whole: parses the arguments, runs the verb, and turns errors into one line and an exit code.</summary>
static partial class CommandLineProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        args = Spelled(args);
        var root = Root();
        var parsed = root.Parse(args);
        if (parsed is { Action: ParseErrorAction, CommandResult.Command: { Action: null, Subcommands.Count: > 0 }, UnmatchedTokens: [] } && !args.Contains(""))
            parsed = root.Parse([.. args, "--help"]); // a group of verbs without one of them
        if (Fault(parsed, args) is { } fault)
            return Usage(parsed, fault);

        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // On a busy machine a step of training, and saving it, takes a while.
            ProcessTerminationTimeout = TimeSpan.FromMinutes(1),
        };
        try
        {
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Terminal.Error("stopped");
            return ExitCode.Canceled;
        }
        catch (Exception e) when (Failures.IsExpected(e))
        {
            Terminal.Error(Failures.Line(e));
            return ExitCode.Failed;
        }
    }

    /// <summary>What is wrong with a command line, in one line; null if it can be run, which help and the version always can.</summary>
    internal static string? Fault(ParseResult parsed, string[] args) =>
        parsed.Tokens is [{ Type: TokenType.Directive, Value: var directive }, ..] && directive.StartsWith("[suggest", StringComparison.Ordinal) ? null // shell completion
        : parsed.Action is null or ParseErrorAction || parsed.Action == parsed.CommandResult.Command.Action || parsed.UnmatchedTokens.Count > 0
            ? UsageFault.Find(parsed, args)
        : null;

    /// <summary><c>help VERB</c> and <c>version</c> as the options that they stand for.</summary>
    internal static string[] Spelled(string[] args) => args switch
    {
        ["help", .. var verb] => [.. Spelled(verb), "--help"],
        ["version"] => ["--version"],
        _ => args,
    };

    internal static RootCommand Root()
    {
        var root = new RootCommand(
            "MobileNetV2 for .NET: classify images, train a classifier on your own, evaluate, convert and measure models.\n"
            + "To see it all at work without data or downloads: mobilenet demo")
        {
            ClassifyCommand.Create(),
            InfoCommand.Create(),
            ConvertCommand.Create(),
            BenchCommand.Create(),
        };
        AddTrainingVerbs(root);
        root.Add(EvalCommand.Create());
        root.Add(ModelsCommand.Create());
        root.Add(DataCommand.Create());
        root.Add(PaperCommand.Create());
        root.Add(CompletionCommand.Create());
        Examples.Attach(
            root,
            ("mobilenet demo", "train a small network on generated images, and try it"),
            ("mobilenet classify photo.jpg", "print the most probable classes; the model is downloaded on first use"),
            ("mobilenet train classify photos/", "train on a folder with a subfolder per class"),
            ("mobilenet classify holiday/ --model runs/photos", "classify a folder with the result"),
            ("mobilenet help train classify", "show the options of a command, with examples"));
        return root;
    }

    // CommandLineProgram.Training.cs adds the verbs that need libtorch; a command built with -p:Training=false has none of them.
    static partial void AddTrainingVerbs(RootCommand root);

    static int Usage(ParseResult parsed, string fault)
    {
        Terminal.Error(fault);
        Terminal.Line($"Run '{Examples.FullName(parsed.CommandResult)} --help' for usage.");
        return ExitCode.Usage;
    }
}
