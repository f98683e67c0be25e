using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Loading;

/// <summary>Images ready for a network, without what they are to yield: what a predictor reads.</summary>
/// <param name="Number">The batch's position in its epoch, from 0; <c>Epoch(epoch, Number + 1)</c> continues after it.</param>
/// <param name="Size">Height and width of the images.</param>
/// <param name="Indices">The images' indices in the data set.</param>
/// <param name="Pixels">The images <c>(N,H,W,3)</c>, preprocessed as the model's card says.</param>
public record Batch(int Number, Size Size, int[] Indices, float[] Pixels)
{
    /// <summary>How many images there are.</summary>
    public int Count => Indices.Length;

    /// <inheritdoc/>
    public sealed override string ToString() => FormattableString.Invariant($"batch {Number}: {Count} images of {Size}");
}

/// <summary>The same with the images' targets.</summary>
/// <param name="Number">The batch's position in its epoch.</param>
/// <param name="Size">Height and width of the images.</param>
/// <param name="Indices">The images' indices in the data set.</param>
/// <param name="Pixels">The images <c>(N,H,W,3)</c>.</param>
/// <param name="Targets">The targets, moved as the pixels were.</param>
/// <param name="Transforms">Where a point of each data set's image is in the batch's; the inverse brings predictions back.</param>
public sealed record Batch<TTarget>(
    int Number, Size Size, int[] Indices, float[] Pixels, ImmutableArray<TTarget> Targets, ImmutableArray<GeometricTransform> Transforms)
    : Batch(Number, Size, Indices, Pixels)
{
    /// <summary>Height and width of each image in its data set.</summary>
    public required ImmutableArray<Size> ImageSizes { get; init; }
}
