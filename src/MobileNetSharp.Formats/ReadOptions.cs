using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats;

/// <summary>What the caller knows about a model file. It overrides what the file says.</summary>
public sealed record ReadOptions
{
    /// <summary>The class names by output index; null: as the file says.</summary>
    public ImmutableArray<string>? Labels { get; init; }

    /// <summary>How an image becomes the input; null: as the file says.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>
    /// Height and width of the input; null: as the file says. A file may leave them free; a network for one size is built again for
    /// another where its operators allow that.
    /// </summary>
    public Size? InputSize { get; init; }

    /// <summary>Whether a quantized model is turned into a float model.</summary>
    public bool Dequantize { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"labels: {(Labels is { } labels ? $"{labels.Length}" : "as the file says")}; preprocessing: {Preprocessing?.ToString() ?? "as the file says"}; input size: {InputSize?.ToString() ?? "as the file says"}{(Dequantize ? "; dequantized" : "")}";
}
