using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Safetensors;

/// <summary>Writes MobileNetSharp's model files; the same model gives the same bytes.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes graph, card, weights and their quantization.</summary>
    public static void Write(Model model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [SafetensorsFile.CardKey] = ModelCardJson.ToJson(model.Card, model.Graph),
        };
        var quantizations = new SortedDictionary<string, Quantization>(StringComparer.Ordinal);
        foreach (var (name, tensor) in model.Weights)
        {
            if (tensor.Quantization is { } quantization)
                quantizations.Add(name, quantization);
        }

        if (quantizations.Count > 0)
        {
            metadata[SafetensorsFile.QuantizationKey] =
                JsonSerializer.Serialize(quantizations, SafetensorsJsonContext.Default.SortedDictionaryStringQuantization);
        }

        new SafetensorsFile(metadata, model.Weights).Write(stream);
    }
}
