using System.CommandLine;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Cli;

/// <summary>What verbs that run detectors have in common.</summary>
static class DetectorSource
{
    public static Option<SuppressionKind?> SuppressionOption(string standard = "the model's") => new("--suppression")
    {
        Description = $"Which overlapping boxes are left out: those of the same class (per-class) or of any class (best-class); the default is {standard}.",
        HelpName = "KIND",
        CustomParser = result => result.Tokens[0].Value switch
        {
            "per-class" => SuppressionKind.PerClass,
            "best-class" => SuppressionKind.BestClass,
            var other => Fault(result, other),
        },
    };

    /// <summary>The model's own suppression with another kind; null for the model's.</summary>
    public static Suppression? Suppression(Model model, SuppressionKind? kind) =>
        kind is { } given && model.Card.BoxDecoding is { } decoding ? decoding.Suppression with { Kind = given } : null;

    static SuppressionKind? Fault(System.CommandLine.Parsing.ArgumentResult result, string word)
    {
        result.AddError($"--suppression must be per-class or best-class, not '{word}'.");
        return null;
    }
}
