using System.CommandLine;

namespace MobileNetSharp.Benchmarks;

/// <summary>Options of both verbs.</summary>
static class BenchmarkOptions
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

    public static Option<int> Rounds() => Number("--rounds", 15, "Rounds, each with a burst of every rival.");
}
