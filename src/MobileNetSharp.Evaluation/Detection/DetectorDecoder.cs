using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>
/// Reads boxes as the model's <see cref="DetectorHead"/> says, as shares of the input, with the model's classes, the best first. Where the
/// input shows a part of the image only, they may reach beyond it. For one thread at a time.
/// </summary>
/// <param name="head">Which outputs hold boxes and scores, and how they are decoded.</param>
/// <param name="suppression">Which of the boxes that overlap are kept; null for <see cref="SuppressionOf"/>.</param>
public sealed class DetectorDecoder(DetectorHead head, Suppression? suppression = null) : OutputDecoder<ImmutableArray<ScoredBox>>
{
    /// <summary>How far boxes may reach beyond an input that shows a part of the image, in inputs.</summary>
    const int Reach = 1000;

    readonly bool isCropped = head.Preprocessing is { CropFraction: < 1 } or { ShortSide: not null } or { CropToAspectRatio: true };
    readonly BoxDecoder decoder = head.CreateDecoder(suppression ?? SuppressionOf(head));

    /// <summary>Which outputs hold boxes and scores, what the classes are called, and how an image becomes the input.</summary>
    public DetectorHead Head => head;

    /// <summary>Which of the boxes that overlap are kept.</summary>
    public Suppression Suppression => decoder.Suppression;

    /// <inheritdoc/>
    public override Preprocessing Preprocessing => head.Preprocessing;

    /// <inheritdoc/>
    public override Size InputSize => head.InputSize;

    /// <summary>The model's own thresholds, but each class by itself and up to 100 detections of an image, as COCO's evaluation looks at.</summary>
    public static Suppression SuppressionOf(DetectorHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return head.Decoding.Suppression with
        {
            Kind = SuppressionKind.PerClass,
            MaximumDetections = CocoEvaluator.MaximumDetections,
            MaximumPerClass = CocoEvaluator.MaximumDetections,
        };
    }

    /// <summary>A predictor by the engine, on a model whose card says that it detects.</summary>
    /// <exception cref="ModelFormatException">The model is not a detector, or its card lacks something.</exception>
    public static EnginePredictor<ImmutableArray<ScoredBox>> CreatePredictor(Model model, EngineOptions? options = null, Suppression? suppression = null) =>
        new(model, new DetectorDecoder(DetectorHead.FromModel(model), suppression), options);

    /// <inheritdoc/>
    public override Model Select(Model model) => head.Select(model);

    /// <summary>The boxes of each image; one with a score of NaN where the network's output is not a number.</summary>
    public override IReadOnlyList<ImmutableArray<ScoredBox>> Decode(IReadOnlyList<float[]> outputs, int count)
    {
        var found = new ImmutableArray<ScoredBox>[count];
        for (var i = 0; i < count; i++)
            found[i] = head.FindNaN(outputs, i) is null ? Find(outputs, i) : [new ScoredBox(default, 0, float.NaN)];
        return found;
    }

    ImmutableArray<ScoredBox> Find(IReadOnlyList<float[]> outputs, int index)
    {
        if (!isCropped)
            return [.. decoder.Decode(outputs, index, new Size(1, 1))];
        var found = ImmutableArray.CreateBuilder<ScoredBox>();
        foreach (var one in decoder.Decode(outputs, index, new Size((2 * Reach) + 1, (2 * Reach) + 1), new Box(Reach, Reach, Reach + 1, Reach + 1)))
            found.Add(one with { Box = new Box(one.Box.Left - Reach, one.Box.Top - Reach, one.Box.Right - Reach, one.Box.Bottom - Reach) });
        return found.ToImmutable();
    }
}
