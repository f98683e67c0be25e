using System.CommandLine;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Files;
using MobileNetSharp.Formats;

namespace MobileNetSharp.Cli;

/// <summary>What verbs that run detectors have in common.</summary>
static class DetectorSource
{
    const string Published = "tensorflow, tensorflow-2017, torchvision, pytorch-ssd";

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

    /// <summary>For verbs that read a detector whose file does not say its anchors.</summary>
    public static Option<AnchorChoice?> AnchorsOption()
    {
        var option = new Option<AnchorChoice?>("--anchors")
        {
            Description = $"Anchors of a detector whose file does not say them: {Published}, or a JSON file with the boxDecoding of a model card (docs/models.md).",
            HelpName = "HOW",
            CustomParser = result =>
            {
                var word = result.Tokens[0].Value;
                if (AnchorsOf(word) is { } anchors)
                    return new(anchors, null);
                try
                {
                    return new(null, BoxDecoding.FromJson(BoundedFile.ReadText(word)));
                }
                catch (Exception e) when (e is ModelFormatException or IOException or UnauthorizedAccessException or ArgumentException)
                {
                    result.AddError(File.Exists(word) ? $"--anchors: {word}: {e.Message}" : $"--anchors must be {Published} or a JSON file, not '{word}'.");
                    return null;
                }
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(Published.Split(", "));
        return option;
    }

    /// <summary>Read options with the anchors that were given.</summary>
    public static ReadOptions With(this ReadOptions options, AnchorChoice? anchors) => options with { Anchors = anchors?.Published, BoxDecoding = anchors?.Decoding };

    /// <summary>The model's own suppression with what was asked for instead; null for a model that does not say how it is decoded.</summary>
    /// <param name="model">The model.</param>
    /// <param name="kind">Which boxes suppress each other; null as the model says.</param>
    /// <param name="threshold">The least score that is wanted; it may be below the model's.</param>
    public static Suppression? Suppression(Model model, SuppressionKind? kind, double threshold) => model.Card.BoxDecoding?.Suppression is { } own
        ? own with { Kind = kind ?? own.Kind, ScoreThreshold = Math.Min(own.ScoreThreshold, threshold) }
        : null;

    static PublishedAnchors? AnchorsOf(string word) => word switch
    {
        "tensorflow" => PublishedAnchors.TensorFlow,
        "tensorflow-2017" => PublishedAnchors.TensorFlow2017,
        "torchvision" => PublishedAnchors.TorchVision,
        "pytorch-ssd" => PublishedAnchors.PytorchSsd,
        _ => null,
    };

    static SuppressionKind? Fault(System.CommandLine.Parsing.ArgumentResult result, string word)
    {
        result.AddError($"--suppression must be per-class or best-class, not '{word}'.");
        return null;
    }
}

/// <summary>What --anchors gives: a published table, or everything that is in a file.</summary>
sealed record AnchorChoice(PublishedAnchors? Published, BoxDecoding? Decoding);
