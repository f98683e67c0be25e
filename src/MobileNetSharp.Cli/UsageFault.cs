using System.CommandLine;
using System.CommandLine.Parsing;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli;

/// <summary>What is wrong with a command line, in one line that says what to type instead.</summary>
static class UsageFault
{
    static readonly Dictionary<Command, Func<ParseResult, string?>> Rules = [];

    /// <summary>Other words for commands.</summary>
    static readonly Dictionary<string, string> Synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["predict"] = "classify",
        ["run"] = "classify",
        ["evaluate"] = "eval",
        ["test"] = "eval",
        ["export"] = "convert",
        ["benchmark"] = "bench",
        ["inspect"] = "info",
        ["show"] = "info",
        ["finetune"] = "train",
        ["download"] = "models pull",
        ["list"] = "models",
        ["import"] = "models add",
    };

    /// <summary>Adds a rule between the options of a command: what is wrong, or null. It is asked where each of them is valid by itself.</summary>
    public static void Require(Command command, Func<ParseResult, string?> rule) => Rules[command] = rule;

    /// <summary>The first fault of a command line; null if it can be run.</summary>
    public static string? Find(ParseResult parsed, string[] args)
    {
        var result = parsed.CommandResult;
        if (args.Contains(""))
            return "An argument is empty. Is a shell variable not set?";
        if (result.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var verb, ..] && !verb.StartsWith('-') && args.Contains(verb))
            return UnknownCommand(result, verb); // its options are unknown, too
        if (UnknownOption(parsed, args) is { } option)
            return $"Unknown option '{option}'{DidYouMean(Closest(option, OptionNames(result)))}";
        if (result.Command.Options.FirstOrDefault(flag => flag.ValueType == typeof(bool) && args.Any(arg => arg.StartsWith($"{flag.Name}=", StringComparison.Ordinal))) is { } valued)
            return $"{valued.Name} takes no value.";
        if (result.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..])
            return UnknownCommand(result, word);
        if (result.Children.OfType<OptionResult>().FirstOrDefault(LacksValue) is { } bare)
            return $"{bare.Option.Name} needs a value: {bare.Option.HelpName}.";
        if (Missing(result) is { } missing)
            return missing;
        if (parsed.UnmatchedTokens is [var extra, ..])
            return $"Unexpected argument '{extra}'.";
        if (parsed.Errors is [var error, ..])
            return Line(error);
        return Rules.TryGetValue(result.Command, out var rule) ? rule(parsed) : null;
    }

    /// <summary>The end of a sentence, which suggests a word where one is close.</summary>
    public static string DidYouMean(string? word) => word is null ? "." : $"; did you mean '{word}'?";

    static string UnknownCommand(CommandResult result, string word)
    {
        string[] verbs = [.. result.Command.Subcommands.Select(verb => verb.Name)];
        var prefix = Examples.FullName(result);
        var near = (result.Command is RootCommand ? Synonyms.GetValueOrDefault(word) : null) ?? NearestNames.Closest(word, verbs);
        return near is null && (verbs.Length == 1 || (result.Command is RootCommand && (Path.Exists(word) || Path.HasExtension(word))))
            ? $"'{word}' is not a command; did you mean '{prefix} {verbs[0]} {word}'?"
            : $"Unknown command '{word}'{DidYouMean(near)} Available commands: {string.Join(", ", verbs)}.";
    }

    /// <summary>A word with a dash that an argument or another option's value would otherwise be taken from.</summary>
    static string? UnknownOption(ParseResult parsed, string[] args)
    {
        var literal = args.SkipWhile(arg => arg != "--").ToHashSet(StringComparer.Ordinal);
        var values = parsed.CommandResult.Children.SelectMany(child => child switch
        {
            ArgumentResult argument => argument.Tokens,
            OptionResult option => option.Tokens.Where(token => token.Value.StartsWith("--", StringComparison.Ordinal)),
            _ => [],
        });
        return values.Select(token => token.Value).Concat(parsed.UnmatchedTokens)
            .FirstOrDefault(word => word.StartsWith('-') && word != ImageInputs.StandardInput && !literal.Contains(word) && !File.Exists(word));
    }

    static string? Closest(string option, IEnumerable<string> names)
    {
        var bare = option.Split('=')[0].TrimStart('-');
        return NearestNames.Closest(bare, names.Select(name => name.TrimStart('-')).Where(name => name.Length > 1)) is { } near ? $"--{near}" : null;
    }

    static IEnumerable<string> OptionNames(CommandResult result) =>
        result.Command.Options.SelectMany(option => (string[])[option.Name, .. option.Aliases]);

    static bool LacksValue(OptionResult result) =>
        result.Option.Arity.MinimumNumberOfValues > 0 && result.IdentifierTokenCount > result.Tokens.Count;

    static string? Missing(CommandResult result)
    {
        string[] missing =
        [
            .. result.Command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0 && result.GetResult(argument) is null or { Tokens.Count: 0 }).Select(argument => argument.Name),
            .. result.Command.Options.Where(option => option.Required && result.GetResult(option) is null or { Implicit: true }).Select(option => $"{option.Name} {option.HelpName}"),
        ];
        if (missing.Length == 0)
            return null;
        var example = Examples.First(result.Command) is { } line ? $"; for example: {line}" : "";
        return $"{string.Join(" and ", missing)} {(missing.Length == 1 ? "is" : "are")} missing{example}";
    }

    static string Line(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: > 1 and var count, Option: { Arity.MaximumNumberOfValues: 1 } option } => $"{option.Name} is given {count} times; expected once.",
        _ => error.Message.ReplaceLineEndings("").Replace('\t', ' '),
    };
}
