using System.Globalization;
using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Cards;

/// <summary>
/// How an image becomes a network's input: crop, resize, and <c>(value − Mean)/Deviation</c> per channel, where value is
/// 0…255. The target size is the graph's input.
/// </summary>
/// <param name="CropFraction">The central part of width and height that is kept before resizing to the input (TensorFlow's evaluation); 1 keeps all.</param>
// A parameter, since generated JSON readers pass over the initializer of a property that a text leaves out.
public sealed record Preprocessing(double CropFraction = 1)
{
    /// <summary>
    /// Where given, torchvision's way instead: the shorter side is resized to so many pixels, the other in proportion, and
    /// the input is cut from the center.
    /// </summary>
    public int? ShortSide { get; init; }

    /// <summary>How the image is resized.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.PillowBilinear;

    /// <summary>The order of the channels.</summary>
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.Rgb;

    /// <summary>What is subtracted, per channel, in levels of 0…255.</summary>
    public required ImmutableArray<float> Mean { get; init; }

    /// <summary>What is divided by, per channel, in levels of 0…255.</summary>
    public required ImmutableArray<float> Deviation { get; init; }

    /// <summary>
    /// Height and width of the input in the published evaluation; only for a model file that leaves them free. Not in the card's
    /// JSON, since a card's graph has a size.
    /// </summary>
    [JsonIgnore]
    public Size? InputSize { get; init; }

    /// <summary>TF-slim's evaluation: central crop 87.5 %, bilinear, <c>[-1, 1]</c>.</summary>
    public static Preprocessing TensorFlow { get; } = new()
    {
        CropFraction = 0.875,
        Mean = [127.5f, 127.5f, 127.5f],
        Deviation = [127.5f, 127.5f, 127.5f],
    };

    /// <summary>
    /// torchvision's evaluation: short side to 256 (232 for its newer weights), center crop of 224, ImageNet's mean and deviation
    /// (0.485, 0.456, 0.406; 0.229, 0.224, 0.225, here times 255).
    /// </summary>
    public static Preprocessing TorchVision(int shortSide = 256) => new()
    {
        ShortSide = shortSide,
        InputSize = 224,
        Mean = [0.485f * 255, 0.456f * 255, 0.406f * 255],
        Deviation = [0.229f * 255, 0.224f * 255, 0.225f * 255],
    };

    /// <summary>What is wrong with it; null if nothing.</summary>
    internal string? Fault()
    {
        if (!(CropFraction > 0 && CropFraction <= 1))
            return FormattableString.Invariant($"the crop fraction must be above 0 and at most 1, is {CropFraction}");
        if (ShortSide is < 1 or > ushort.MaxValue)
            return $"the short side must be from 1 to {ushort.MaxValue} pixels, is {ShortSide}";
        if (!Enum.IsDefined(Interpolation))
            return $"there is no interpolation {Interpolation}";
        if (!Enum.IsDefined(ChannelOrder))
            return $"there is no channel order {ChannelOrder}";
        if (Mean.IsDefault || Deviation.IsDefault || Mean.Length != 3 || Deviation.Length != 3)
            return "mean and deviation need three numbers each";
        return Mean.All(float.IsFinite) && Deviation.All(deviation => float.IsFinite(deviation) && deviation != 0)
            ? null
            : "mean and deviation must be finite, and no deviation 0";
    }

    /// <inheritdoc/>
    public bool Equals(Preprocessing? other) =>
        other is not null && CropFraction.Equals(other.CropFraction) && ShortSide == other.ShortSide
        && Interpolation == other.Interpolation && ChannelOrder == other.ChannelOrder
        && Mean.AsSpan().SequenceEqual(other.Mean.AsSpan()) && Deviation.AsSpan().SequenceEqual(other.Deviation.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(CropFraction, ShortSide, Interpolation, ChannelOrder, Mean.Length);

    /// <inheritdoc/>
    public override string ToString()
    {
        var crop = ShortSide is { } side ? $"short side {side}" : FormattableString.Invariant($"central {100 * CropFraction:0.#} %");
        return $"{crop}, {Interpolation}, {ChannelOrder}, minus {Join(Mean)}, by {Join(Deviation)}";

        static string Join(ImmutableArray<float> values) => values.IsDefaultOrEmpty
            ? "nothing"
            : string.Join(' ', values.Distinct().Count() == 1 ? values.Take(1).Select(Text) : values.Select(Text));

        static string Text(float value) => value.ToString("0.###", CultureInfo.InvariantCulture);
    }
}

/// <summary>How an image is resampled to a network's input size. The library that a model was trained with decides; they are not interchangeable.</summary>
public enum Interpolation
{
    /// <summary>Pillow's <c>BILINEAR</c>: a triangle filter that widens with the reduction (antialiased), 8-bit rounding after each pass.</summary>
    PillowBilinear,

    /// <summary>Pillow's <c>BICUBIC</c>: Keys' filter with a = −0.5 that widens with the reduction (antialiased), 8-bit rounding after each pass.</summary>
    PillowBicubic,

    /// <summary>TensorFlow 2's <c>tf.image.resize</c> bilinear: half-pixel centers, no antialiasing.</summary>
    TensorFlowBilinear,

    /// <summary>TensorFlow 1's <c>tf.image.resize_bilinear</c> as it was by default: corner origins, no antialiasing.</summary>
    TensorFlowBilinearLegacy,

    /// <summary>TensorFlow 1's <c>tf.image.resize_bilinear(align_corners=True)</c>: the corner pixels coincide, no antialiasing.</summary>
    TensorFlowBilinearAlignCorners,
}

/// <summary>The order of the colors in a network's input.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,
}
