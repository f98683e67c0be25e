using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Files;
using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Safetensors;

/// <summary>Reads MobileNetSharp's model files: safetensors with graph and card in the metadata; without them, a state dict that is recognized by its names.</summary>
public static class SafetensorsReader
{
    /// <summary>The model in a file's bytes, which are not copied. Throws <see cref="ModelFormatException"/>.</summary>
    public static Model Read(ReadOnlyMemory<byte> file)
    {
        var content = SafetensorsFile.Read(file);
        if (!content.Metadata.TryGetValue(SafetensorsFile.CardKey, out var json))
            return TorchReader.FromStateDict(content.Tensors);
        var (card, graph) = ModelCardJson.Parse(json);
        return new Model(graph, new WeightSet(Quantized(content)), card);
    }

    static Dictionary<string, Tensor> Quantized(SafetensorsFile content)
    {
        var tensors = new Dictionary<string, Tensor>(content.Tensors, StringComparer.Ordinal);
        if (!content.Metadata.TryGetValue(SafetensorsFile.QuantizationKey, out var json))
            return tensors;
        return StrictJson.Read(json, text => Quantized(tensors, text), (reason, e) => new ModelFormatException($"The metadata '{SafetensorsFile.QuantizationKey}' is invalid: {reason}", e));
    }

    static Dictionary<string, Tensor> Quantized(Dictionary<string, Tensor> tensors, string json)
    {
        var quantizations = JsonSerializer.Deserialize(json, SafetensorsJsonContext.Default.SortedDictionaryStringQuantization) ?? [];
        foreach (var (name, quantization) in quantizations)
        {
            if (!tensors.TryGetValue(name, out var tensor))
                throw new ModelFormatException($"The metadata quantizes a tensor '{name}', which the file does not have.");
            tensors[name] = new Tensor(tensor.Type, tensor.Shape, tensor.Bytes, quantization);
        }

        return tensors;
    }
}
