using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Detection;

/// <summary>
/// What detection reads of a model, found from its card and graph: which outputs hold boxes and scores, what the classes are
/// called, how an image becomes the input, and how the outputs become boxes. Every detector decodes by it.
/// </summary>
public sealed record DetectorHead
{
    DetectorHead(Model model, BoxDecoding decoding, Preprocessing preprocessing)
    {
        (Decoding, Preprocessing, InputSize) = (decoding, preprocessing, model.Graph.Inputs[0].Shape.Size);
        (BoxOutputs, ScoreOutputs, YieldsLogits, var classes) = DetectorOutputs.Of(model.Graph, model.Card, decoding);
        NamesClasses = !model.Card.Labels.IsEmpty;
        Labels = NamesClasses ? model.Card.Labels : [.. Enumerable.Range(0, classes).Select(index => FormattableString.Invariant($"class {index}"))];
    }

    /// <summary>The outputs with boxes, in the order of the anchors: four values for each. For YOLOv2, the output with everything.</summary>
    public ImmutableArray<GraphOutput> BoxOutputs { get; }

    /// <summary>The outputs with scores, in the order of the anchors; empty for YOLOv2.</summary>
    public ImmutableArray<GraphOutput> ScoreOutputs { get; }

    /// <summary>Whether the scores are logits; otherwise they are probabilities already.</summary>
    public bool YieldsLogits { get; }

    /// <summary>How the outputs become boxes.</summary>
    public BoxDecoding Decoding { get; }

    /// <summary>The anchors, in the order of the outputs; those of YOLOv2 at each cell of its map.</summary>
    public AnchorTable Anchors => Decoding switch
    {
        SsdDecoding ssd => ssd.Anchors,
        YoloV2Decoding yolo => OfCells(yolo, BoxOutputs[0].Node.Shape.Size),
        _ => throw new NotSupportedException($"{Decoding.GetType().Name} has no anchors."),
    };

    /// <summary>The class names, by the class of a <see cref="ScoredBox"/>, without the background; <c>class 0</c> and so on where the model does not name them.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>Whether the model names its classes.</summary>
    public bool NamesClasses { get; }

    /// <summary>How an image becomes the input.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Height and width of the input.</summary>
    public Size InputSize { get; }

    /// <summary>The head of a model.</summary>
    /// <exception cref="ModelFormatException">The model is not a detector, or its card lacks something or does not fit: a <see cref="ModelCardException"/> with the part.</exception>
    public static DetectorHead FromModel(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (graph, card) = (model.Graph, model.Card);
        if (card.Task is { } task && task != ModelTask.Detection)
            throw new ModelCardException(ModelCardPart.Task, $"The model is for {(task == ModelTask.Classification ? "classification" : "segmentation")}, not for detection.");
        if (graph.Inputs.Length != 1 || graph.Inputs[0].Channels != 3)
            throw new ModelFormatException("The model does not take one color image.");
        var decoding = card.BoxDecoding ?? throw new ModelCardException(ModelCardPart.BoxDecoding, "The model does not say how its outputs become boxes.");
        var preprocessing = card.Preprocessing
            ?? throw new ModelCardException(ModelCardPart.Preprocessing, "The model does not say how an image becomes its input.");
        return new DetectorHead(model, decoding, preprocessing);
    }

    /// <summary>Whether a label stands for an id that is not used, as COCO's list of 90 has ten of: <c>n/a</c>, <c>???</c>, or nothing. Such classes are never detected.</summary>
    public static bool IsUnused(string label) =>
        string.IsNullOrWhiteSpace(label) || label.Trim() is "???" || label.Trim().Equals("n/a", StringComparison.OrdinalIgnoreCase);

    /// <summary>The model with only the outputs that are decoded, <see cref="BoxOutputs"/> and then <see cref="ScoreOutputs"/>, and without its card; it shares the weights.</summary>
    public Model Select(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new Model(
            model.Graph.WithOutputs([.. BoxOutputs.Concat(ScoreOutputs).Select(output => (output.Name, output.Node.Name))]), model.Weights, ModelCard.Empty);
    }

    /// <summary>The first output of <see cref="Select"/>'s model that is not a number (NaN) somewhere in an image, so that nothing can be said of it; null where there is none.</summary>
    /// <param name="outputs">The outputs in their order, <c>(N,H,W,C)</c> each.</param>
    /// <param name="index">Which of the N images.</param>
    public GraphOutput? FindNaN(IReadOnlyList<float[]> outputs, int index)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        foreach (var (i, output) in BoxOutputs.Concat(ScoreOutputs).Index())
        {
            var length = (int)output.Node.Shape.CountPerImage;
            if (HasNaN(outputs[i].AsSpan(index * length, length)))
                return output;
        }

        return null;

        static bool HasNaN(ReadOnlySpan<float> values)
        {
            var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
            foreach (var vector in vectors)
            {
                if (!Vector.EqualsAll(vector, vector))
                    return true;
            }

            foreach (var value in values[(vectors.Length * Vector<float>.Count)..])
            {
                if (float.IsNaN(value))
                    return true;
            }

            return false;
        }
    }

    /// <summary>What turns the outputs of <see cref="Select"/> into boxes; for one thread at a time.</summary>
    /// <param name="suppression">Which of the boxes that overlap are kept, in place of the card's.</param>
    public BoxDecoder CreateDecoder(Suppression? suppression = null)
    {
        if (suppression?.Fault() is { } fault)
            throw new ArgumentException($"{char.ToUpperInvariant(fault[0])}{fault[1..]}.", nameof(suppression));
        return Decoding switch
        {
            SsdDecoding ssd => new SsdBoxDecoder(this, ssd, suppression ?? ssd.Suppression),
            YoloV2Decoding yolo => new YoloV2BoxDecoder(this, yolo, suppression ?? yolo.Suppression),
            _ => throw new NotSupportedException($"Outputs of {Decoding.GetType().Name} cannot be decoded."),
        };
    }

    AnchorTable OfCells(YoloV2Decoding yolo, Size map)
    {
        var (row, column, side) = ((double)InputSize.Height / map.Height, (double)InputSize.Width / map.Width, Math.Min(InputSize.Height, InputSize.Width));
        return new() { Maps = [new(map.Height, map.Width, [.. yolo.Anchors.Select(anchor => new AnchorShape(Math.Sqrt(anchor.Width * column * anchor.Height * row) / side, anchor.Width * column / (anchor.Height * row)))])] };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(", ", BoxOutputs.Concat(ScoreOutputs).Select(output => output.Name))}: {Labels.Length} classes";
}
