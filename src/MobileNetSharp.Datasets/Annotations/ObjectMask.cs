using System.Collections.Immutable;

namespace MobileNetSharp.Datasets.Annotations;

/// <summary>Which pixels belong to an object.</summary>
public abstract record ObjectMask
{
    private protected ObjectMask()
    {
    }
}

/// <summary>One or several outlines.</summary>
/// <param name="Outlines">Each as x and y in turn, in pixels of the upright image.</param>
public sealed record PolygonMask(ImmutableArray<ImmutableArray<float>> Outlines) : ObjectMask
{
    /// <inheritdoc/>
    public override string ToString() => $"{Outlines.Length} outlines";
}

/// <summary>Runs of pixels, column by column from the top left, those outside the object first (COCO's uncompressed RLE).</summary>
public sealed record RunLengthMask(int Width, int Height, ImmutableArray<int> Runs) : ObjectMask
{
    /// <inheritdoc/>
    public override string ToString() => $"{Runs.Length} runs of {Width}x{Height} pixels";
}
