using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MobileNetSharp.Analysis;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats;

namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>info</c> prints of a file besides its network; <c>card</c> is the model card as our own files contain it.</summary>
sealed record InfoFile(
    string Path, string Format, long SizeBytes, List<InfoWeights> Weights, List<string> QuantizedActivations, JsonNode? Card, InfoDetection? Detection)
{
    /// <summary>The model's card.</summary>
    [JsonIgnore]
    public ModelCard ModelCard { get; private init; } = ModelCard.Empty;

    public static InfoFile Of(Model model, string path)
    {
        var storage = ModelStorage.FromModel(model);
        return new InfoFile(
            path, Word(ModelFile.DetectFormat(path)).ToLowerInvariant(), new FileInfo(path).Length,
            [.. storage.Weights.Select(weights => new InfoWeights(Word(weights.Type).ToLowerInvariant(), Word(weights.Quantization), weights.Elements, weights.SizeBytes))],
            [.. storage.ActivationTypes.Select(type => Word(type).ToLowerInvariant())],
            JsonNode.Parse(ModelCardJson.ToJson(model.Card, model.Graph))!["card"]?.DeepClone(), InfoDetection.Of(model, path))
        {
            ModelCard = model.Card,
        };
    }

    /// <summary>How a published file was verified; null where it is nobody's publication.</summary>
    public string? Verification => ModelCard.Provenance.Verification is { } verification ? Word(verification) : null;

    /// <summary>What an output means; null where the file does not say.</summary>
    public string? KindOf(string output) => ModelCard.Outputs.TryGetValue(output, out var kind) ? Word(kind) : null;

    internal static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>Weights of one element type; <c>quantization</c> is <c>none</c>, <c>perTensor</c> or <c>perChannel</c>.</summary>
sealed record InfoWeights(string Type, string Quantization, long Elements, long SizeBytes);
