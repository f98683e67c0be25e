using System.Globalization;
using System.Text.Json;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Cli.Commands;

/// <summary>What <c>info</c> prints of a file: its format, and what its card says.</summary>
static class InfoFileText
{
    /// <summary>More classes are counted and not listed.</summary>
    const int MostLabels = 5;

    public static void AddFormat(TextTable facts, InfoFile file)
    {
        facts.Add("format", $"{file.Format}, {Figures.Megabytes(file.SizeBytes)}");
        facts.Add("weights", string.Join(", ", file.Weights.Select(weights => $"{weights.Type}{Granularity(weights.Quantization)} ({Figures.Count(weights.Elements)})")));
        facts.Add("quantization", file switch
        {
            { QuantizedActivations.Count: > 0 } => $"weights and activations ({string.Join(", ", file.QuantizedActivations)})",
            _ when file.Weights.Any(weights => weights.Quantization != "none") => "weights only",
            _ => "none",
        });
    }

    public static void AddCard(TextTable facts, InfoFile file, List<int> input)
    {
        var card = file.ModelCard;
        facts.Add("task", card.Task?.ToString().ToLowerInvariant() ?? "unknown");
        facts.Add("classes", card.Labels.IsEmpty
            ? "no names in the file"
            : $"{card.Labels.Length}: {string.Join("; ", card.Labels.Take(MostLabels))}{(card.Labels.Length > MostLabels ? "; …" : "")}");
        facts.Add("preprocessing", card.Preprocessing is { } known ? PreprocessingWords.Of(known, new Shape(input[0], input[1], input[2], input[3])) : "unknown");
        if (file.Detection is { } detection)
            AddDetection(facts, detection, card.BoxDecoding!.Suppression);
        var origin = card.Provenance;
        Optional("source", origin.Source);
        Optional("verified", origin.Verification is { } verification ? VerificationText.Of(verification) : null);
        Optional("license", origin.License);
        Optional("data set", origin.Dataset);
        string?[] training = [RecipeName(origin.Recipe) is { } recipe ? $"recipe {recipe}" : null, origin.Epochs is { } epochs ? $"{epochs} epoch{(epochs == 1 ? "" : "s")}" : null, origin.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)];
        Optional("training", string.Join(", ", training.Where(part => part is not null)));
        Optional("metrics", string.Join(", ", origin.Metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:0.###}"))));

        void Optional(string what, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                facts.Add(what, value.ReplaceLineEndings(" "));
        }
    }

    static void AddDetection(TextTable facts, InfoDetection detection, Suppression suppression)
    {
        var maps = string.Join(", ", detection.Maps.Select(map => $"{map.AnchorsPerCell} at {map.Height}x{map.Width}"));
        facts.Add("decoding", $"{(detection.Decoding == "ssd" ? "SSD" : "YOLOv2")}, {Figures.Plural(detection.Anchors, "anchor")}: {(maps.Length > 0 ? maps : "stored in the file")}");
        facts.Add("suppression", $"{EvalDetectText.Words(suppression)}{(suppression.Kind == SuppressionKind.PerClass ? $", {Figures.Count(suppression.MaximumPerClass)} of a class" : "")}");
        facts.Add("file yields", detection.Outputs == "raw"
            ? "raw outputs, which whatever runs the file decodes and suppresses"
            : "detections: decoded and suppressed by its own operators, after the outputs above");
    }

    static string Granularity(string quantization) => quantization switch
    {
        "perTensor" => " per tensor",
        "perChannel" => " per channel",
        _ => "",
    };

    /// <summary>The name of a recipe in JSON; null where there is none, since any file can contain anything.</summary>
    static string? RecipeName(string? recipe)
    {
        try
        {
            using var document = JsonDocument.Parse(recipe ?? "{}");
            return document.RootElement is { ValueKind: JsonValueKind.Object } fields && fields.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
                ? name.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
