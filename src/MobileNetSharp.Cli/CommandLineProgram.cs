using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using MobileNetSharp.Cli.Commands;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli;

/// <summary>The command as a whole: parses the words, runs the verb, and turns what goes wrong into one line and an exit code.</summary>
static partial class CommandLineProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var root = Root();
        var parsed = root.Parse(args);
        if (parsed is { Action: ParseErrorAction, CommandResult.Command.Action: null, UnmatchedTokens: [] } && !args.Contains(""))
            parsed = root.Parse([.. args, "--help"]); // verbs without the one that is wanted
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
            return ExitCode.Cancelled;
        }
        catch (Exception e) when (Failures.IsExpected(e))
        {
            Terminal.Error(Failures.Line(e));
            return ExitCode.Failed;
        }
    }

    static RootCommand Root()
    {
        var root = new RootCommand("MobileNetV2 for .NET: classify photographs, inspect networks, convert models, measure speed.")
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
            ("mobilenet classify photo.jpg", "what a photograph shows; the model is fetched on first use"),
            ("mobilenet classify holiday/ --model my.safetensors", "every image of a folder, with a model of your own"),
            ("mobilenet info mobilenet_v2_1.0_224", "parameters, multiply-adds and memory of a network"),
            ("mobilenet bench mobilenet_v2_1.0_224", "how fast it runs here"),
            ("mobilenet models", "the published checkpoints, and which are here"));
        return root;
    }

    // Commands/Training has the verbs that need libtorch; a command built with -p:Training=false goes without.
    static partial void AddTrainingVerbs(RootCommand root);

    static int Usage(ParseResult parsed)
    {
        var verbs = parsed.CommandResult.Command.Subcommands.Select(verb => verb.Name).ToArray();
        if (verbs.Length > 0 && parsed.UnmatchedTokens is [var word, ..])
            Terminal.Error($"There is no '{word}' here; there are {string.Join(", ", verbs)}.");
        else if (parsed.Errors.Count == 0)
            Terminal.Error("A word of the command is empty: a variable without a value, perhaps.");
        else
            Terminal.Error(string.Join(" ", parsed.Errors.Select(error => error.Message.ReplaceLineEndings("").Replace('\t', ' '))));
        var name = parsed.CommandResult.Command is RootCommand ? "mobilenet" : Examples.FullName(parsed.CommandResult);
        Terminal.Line($"'{name} --help' shows how it is used.");
        return ExitCode.Usage;
    }
}
