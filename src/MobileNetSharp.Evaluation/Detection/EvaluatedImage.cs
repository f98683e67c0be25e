using System.Collections.Immutable;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>The objects of an image, and what was found in it. All boxes are in pixels of the upright image, all classes are those of the data set.</summary>
/// <param name="Index">The image's place in its data set.</param>
/// <param name="Name">The image's name in its data set.</param>
/// <param name="Objects">What is there.</param>
/// <param name="Detections">What was found; of equal scores the first counts as the better.</param>
public sealed record EvaluatedImage(int Index, string Name, AnnotatedBoxes Objects, ImmutableArray<ScoredBox> Detections)
{
    /// <summary>The same with a single class: whether objects are found, whatever they are.</summary>
    public EvaluatedImage WithoutClasses() => this with
    {
        Objects = new([.. Objects.Boxes.Select(annotated => annotated with { Class = 0 })]),
        Detections = [.. Detections.Select(detection => detection with { Class = 0 })],
    };

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name}: {Objects.Boxes.Length} objects, {Detections.Length} detections");
}
