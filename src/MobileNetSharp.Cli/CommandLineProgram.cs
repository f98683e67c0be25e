using System.CommandLine;
using System.CommandLine.Invocation;
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
        var root = Root();
        var parsed = root.Parse(args);
        if (parsed is { Action: ParseErrorAction, CommandResult.Command.Action: null, UnmatchedTokens: [] } && !args.Contains(""))
            parsed = root.Parse([.. args, "--help"]); // a group of verbs without one of them
        if (parsed.Action is ParseErrorAction || args.Contains(""))
            return Usage(parsed);

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

    static RootCommand Root()
    {
        var root = new RootCommand("MobileNetV2 for .NET: train, evaluate, run and convert image classifiers.")
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
            ("mobilenet classify photo.jpg", "print the most probable classes; the model is downloaded on first use"),
            ("mobilenet classify holiday/ --model my.safetensors", "classify a whole folder with your own model"),
            ("mobilenet info mobilenet_v2_1.0_224", "show parameters, multiply-adds and memory"),
            ("mobilenet bench mobilenet_v2_1.0_224", "measure the speed on this machine"),
            ("mobilenet models", "list published and downloaded models"));
        return root;
    }

    // CommandLineProgram.Training.cs adds the verbs that need libtorch; a command built with -p:Training=false has none of them.
    static partial void AddTrainingVerbs(RootCommand root);

    static int Usage(ParseResult parsed)
    {
        var verbs = parsed.CommandResult.Command.Subcommands.Select(verb => verb.Name).ToArray();
        if (verbs.Length > 0 && parsed.UnmatchedTokens is [var word, ..])
            Terminal.Error($"Unknown command '{word}'. Available commands: {string.Join(", ", verbs)}.");
        else if (parsed.Errors.Count == 0)
            Terminal.Error("An argument is empty. Is a shell variable not set?");
        else
            Terminal.Error(string.Join(" ", parsed.Errors.Select(error => error.Message.ReplaceLineEndings("").Replace('\t', ' '))));
        var name = parsed.CommandResult.Command is RootCommand ? "mobilenet" : Examples.FullName(parsed.CommandResult);
        Terminal.Line($"Run '{name} --help' for usage.");
        return ExitCode.Usage;
    }
}
