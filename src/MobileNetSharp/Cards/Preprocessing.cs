using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MobileNetSharp.Files;
using MobileNetSharp.Graphs;
using MobileNetSharp.Graphs.Json;

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

    /// <summary>
    /// Whether the largest central part with the input's aspect ratio is cut out before resizing (Pillow's ImageOps.fit; the
    /// central square, for a square input). Of that part, <see cref="CropFraction"/> is kept. Not together with <see cref="ShortSide"/>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool CropToAspectRatio { get; init; }

    /// <summary>Where given, the whole image is resized in proportion to fit within the input, and the rest is filled. Without a crop or <see cref="ShortSide"/>.</summary>
    public Letterbox? Letterbox { get; init; }

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

    /// <summary>
    /// Teachable Machine's image models, as its generated Python program has it: the central square, Pillow's Lanczos filter,
    /// <c>value/127.5 − 1</c>.
    /// </summary>
    public static Preprocessing TeachableMachine { get; } = new()
    {
        CropToAspectRatio = true,
        Interpolation = Interpolation.PillowLanczos,
        Mean = [127.5f, 127.5f, 127.5f],
        Deviation = [127.5f, 127.5f, 127.5f],
    };

    /// <summary>
    /// The whole image, resized, with its values 0…255 as they are: for networks that scale them on their own. Where the input
    /// of a network is quantized, its integers are the pixels (moved by 128 for int8).
    /// </summary>
    public static Preprocessing Raw { get; } = new() { Mean = [0, 0, 0], Deviation = [1, 1, 1] };

    /// <summary>The words that <see cref="Parse"/> takes for one of these.</summary>
    public static ImmutableSortedDictionary<string, Preprocessing> Presets { get; } = ImmutableSortedDictionary.CreateRange(
        StringComparer.OrdinalIgnoreCase,
        [
            KeyValuePair.Create("tensorflow", TensorFlow), KeyValuePair.Create("torchvision", TorchVision()),
            KeyValuePair.Create("teachable", TeachableMachine), KeyValuePair.Create("raw", Raw),
        ]);

    /// <summary>
    /// From one line, parts with commas: at first perhaps <c>tensorflow</c>, <c>torchvision</c>, <c>teachable</c> or <c>raw</c>
    /// (which is where it begins without), then what differs from it, such as <c>crop=0.875</c>, <c>square</c>, <c>short-side=256</c>,
    /// <c>letterbox=114</c> or <c>letterbox=114/top-left</c>, <c>size=224</c>, <c>order=bgr</c>, <c>scale=1/255</c>, <c>mean=0.485/0.456/0.406</c>, <c>deviation=127.5</c>, <c>interpolation=lanczos</c>.
    /// </summary>
    /// <exception cref="ModelCardException">A part is unknown or out of range; the message names it and what is allowed.</exception>
    public static Preprocessing Parse(string text) => PreprocessingText.Parse(text);

    /// <summary>From the JSON object that a model card has under <c>preprocessing</c>, or from Hugging Face's preprocessor_config.json.</summary>
    /// <exception cref="ModelCardException">The JSON is invalid, or a field is missing or out of range.</exception>
    public static Preprocessing FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var preprocessing = StrictJson.Read(
            json, Read, (reason, e) => new ModelCardException(ModelCardPart.Preprocessing, $"The preprocessing is invalid: {reason}", e));
        return preprocessing.Fault() is { } fault
            ? throw new ModelCardException(ModelCardPart.Preprocessing, $"The preprocessing is invalid: {fault}.")
            : preprocessing;

        static Preprocessing? Read(string json)
        {
            using var document = JsonDocument.Parse(json, StrictJson.Documents);
            return PreprocessorConfig.Matches(document.RootElement)
                ? PreprocessorConfig.Read(document.RootElement)
                : document.Deserialize(ModelJsonContext.Default.Preprocessing);
        }
    }

    /// <summary>One line that <see cref="Parse"/> reads.</summary>
    public override string ToString() => PreprocessingText.Write(this);

    /// <summary>What is wrong with it; null if nothing.</summary>
    internal string? Fault()
    {
        if (!(CropFraction > 0 && CropFraction <= 1))
            return FormattableString.Invariant($"the crop fraction must be above 0 and at most 1, is {CropFraction}");
        if (ShortSide is < 1 or > ushort.MaxValue)
            return $"the short side must be from 1 to {ushort.MaxValue} pixels, is {ShortSide}";
        if (ShortSide is not null && CropToAspectRatio)
            return "a crop to the input's aspect ratio and a short side exclude each other";
        if (Letterbox is not null && (CropToAspectRatio || ShortSide is not null || CropFraction != 1))
            return "a letterbox shows the whole image, without crop or short side";
        if (Letterbox is not null && !Enum.IsDefined(Letterbox.Position))
            return $"there is no position {Letterbox.Position} of a letterbox";
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
        && CropToAspectRatio == other.CropToAspectRatio && Letterbox == other.Letterbox && Interpolation == other.Interpolation && ChannelOrder == other.ChannelOrder
        && Mean.AsSpan().SequenceEqual(other.Mean.AsSpan()) && Deviation.AsSpan().SequenceEqual(other.Deviation.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(CropFraction, ShortSide, CropToAspectRatio, Letterbox, Interpolation, ChannelOrder, Mean.Length);
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

    /// <summary>Pillow's <c>LANCZOS</c> (once ANTIALIAS): a sinc filter over three pixels that widens with the reduction (antialiased), 8-bit rounding after each pass.</summary>
    PillowLanczos,

    /// <summary>Pillow's <c>NEAREST</c>, which Keras's load_img uses: the pixel at the center of each output pixel.</summary>
    PillowNearest,
}

/// <summary>The order of the colors in a network's input.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,
}
