using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace MobileNetSharp.Cli.Output;

/// <summary>Adds examples to the help of each verb.</summary>
static class Examples
{
    static readonly Dictionary<Command, (string Line, string What)[]> ByCommand = [];

    /// <summary>Help is wrapped to this width where the terminal is wider.</summary>
    public const int HelpWidth = 100;

    /// <summary>The first example of a command; null if it has none.</summary>
    public static string? First(Command command) => ByCommand.TryGetValue(command, out var examples) ? examples[0].Line : null;

    /// <summary>The commands of every example.</summary>
    public static IEnumerable<string> All(Command command) =>
        [.. ByCommand[command].Select(example => example.Line), .. command.Subcommands.SelectMany(All)];

    /// <summary>Adds examples to a command; for the root command, also replaces the help action.</summary>
    public static void Attach(Command command, params (string Line, string What)[] examples)
    {
        ByCommand[command] = examples;
        if (command is RootCommand root && root.Options.OfType<HelpOption>().FirstOrDefault() is { Action: HelpAction help } option)
        {
            help.MaxWidth = Math.Min(HelpWidth, Terminal.Width);
            option.Action = new WithExamples(help);
            option.Aliases.Remove("/h"); // a path outside Windows
            option.Aliases.Remove("/?");
        }
    }

    /// <summary>The full name of a command: <c>mobilenet models pull</c>.</summary>
    public static string FullName(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{FullName(parent)} {result.Command.Name}" : "mobilenet";

    sealed class WithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var result = help.Invoke(parseResult);
            if (!ByCommand.TryGetValue(parseResult.CommandResult.Command, out var examples))
                return result;
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var (line, what) in examples)
            {
                output.WriteLine($"  {line}");
                foreach (var part in TextTable.Wrap(what, help.MaxWidth - 6))
                    output.WriteLine($"      {part}");
            }

            output.WriteLine();
            return result;
        }
    }
}
