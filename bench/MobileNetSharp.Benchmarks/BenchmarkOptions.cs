using System.CommandLine;
using System.Text.RegularExpressions;

namespace MobileNetSharp.Benchmarks;

/// <summary>Options that verbs share.</summary>
static partial class BenchmarkOptions
{
    public static Option<int> Number(string name, int standard, string description)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError($"{name} takes a whole number of at least 1.");
        });
        return option;
    }

    public static Option<int> Rounds(int standard = 15) => Number("--rounds", standard, "Rounds, each with a burst of every rival.");

    /// <summary>Where tables are kept.</summary>
    public static Option<string> Results() => new("--out")
    {
        Description = "Where the table goes, named after the processor.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => Path.Combine("bench", "results"),
    };

    /// <summary>A processor's name as a file's.</summary>
    public static string AsFileName(this string processor) => OtherThanWords().Replace(processor.ToLowerInvariant(), "-").Trim('-');

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex OtherThanWords();
}
