namespace MobileNetSharp.Datasets.Annotations;

/// <summary>What was written.</summary>
/// <param name="Images">How many images.</param>
/// <param name="Objects">How many objects.</param>
/// <param name="Losses">What the format cannot hold.</param>
public sealed record AnnotationConversion(int Images, int Objects, IReadOnlyList<ConversionLoss> Losses)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Images} images, {Objects} objects, {Losses.Count} losses";
}

/// <summary>Something that a format cannot hold.</summary>
/// <param name="Kind">A word for it: <c>crowd</c>, <c>difficult</c>, <c>mask</c>, <c>precision</c>, <c>negative</c>, <c>image</c>, <c>orientation</c>.</param>
/// <param name="Count">How often.</param>
/// <param name="Text">What became of it, in one line.</param>
public sealed record ConversionLoss(string Kind, int Count, string Text);
