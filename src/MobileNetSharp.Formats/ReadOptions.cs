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

    /// <summary>How the outputs of a detector become boxes, where neither <see cref="Anchors"/> nor the file says it; null: as the file says.</summary>
    public BoxDecoding? BoxDecoding { get; init; }

    /// <summary>The published anchors that a detector was trained with, for the maps that are found in its network; null: as the file says.</summary>
    public PublishedAnchors? Anchors { get; init; }

    /// <summary>Whether a quantized model is turned into a float model.</summary>
    public bool Dequantize { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"labels: {(Labels is { } labels ? $"{labels.Length}" : "as the file says")}; preprocessing: {Preprocessing?.ToString() ?? "as the file says"}; input size: {InputSize?.ToString() ?? "as the file says"}{(Anchors is { } anchors ? $"; anchors: {anchors}" : BoxDecoding is null ? "" : "; boxes: as given")}{(Dequantize ? "; dequantized" : "")}";
}

/// <summary>Anchors of a training program's published configurations, with the box code, the score function and the suppression that belong to them.</summary>
public enum PublishedAnchors
{
    /// <summary>TensorFlow's object_detection: the interpolated anchor of a place comes last.</summary>
    TensorFlow,

    /// <summary>TensorFlow's object_detection until autumn 2017: the interpolated anchor comes second.</summary>
    TensorFlow2017,

    /// <summary>torchvision's ssdlite320 and ssd300.</summary>
    TorchVision,

    /// <summary>https://github.com/qfgaohao/pytorch-ssd (also jetson-inference), with a MobileNet at 300², and UltraFace.</summary>
    PytorchSsd,
}
