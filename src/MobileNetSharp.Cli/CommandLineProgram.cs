using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using MobileNetSharp.Cli.Commands;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli;

/// <summary>The command as a whole: parses the arguments, runs the verb, and turns errors into one line and an exit code.</summary>
static partial class CommandLineProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            Terminal.Open();
            return await RunAsync(Root(), args).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return UnexpectedError.Report(e);
        }
    }

    /// <summary>Runs a verb of these commands. It never throws.</summary>
    internal static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        using var signals = new StopSignals();
        try
        {
            return await InvokeAsync(root, Spelled(args), signals.CancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return Failed(Failures.Cause(e), e);
        }

        int Failed(Exception cause, Exception thrown)
        {
            // Where the terminal is gone, so may be stdout.
            if (signals.ExitCode is { } stopped && (cause is OperationCanceledException || (stopped == ExitCode.HungUp && cause is IOException)))
            {
                Terminal.Error("stopped");
                return stopped;
            }

            if (!Failures.IsExpected(cause))
                return UnexpectedError.Report(thrown);
            Terminal.Error(Failures.Line(cause));
            return ExitCode.Failed;
        }
    }

    static async Task<int> InvokeAsync(RootCommand root, string[] args, CancellationToken cancellationToken)
    {
        var parsed = root.Parse(args);
        if (parsed is { Action: ParseErrorAction, CommandResult.Command: { Action: null, Subcommands.Count: > 0 }, UnmatchedTokens: [] } && !args.Contains(""))
            parsed = root.Parse([.. args, "--help"]); // a group of verbs without one of them
        if (Fault(parsed, args) is { } fault)
            return Usage(parsed, fault);

        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // StopSignals does that
            Output = Terminal.OwnOutput,
        };
        return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
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
            DetectCommand.Create(),
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
