using System.Collections.Immutable;
using System.Text.Json;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Cards;

/// <summary>Hugging Face's preprocessor_config.json of an image classifier: resize, crop, rescale and normalize, each of which may be off.</summary>
static class PreprocessorConfig
{
    /// <summary>Whether a JSON object is such a configuration rather than a card's preprocessing.</summary>
    public static bool Matches(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && (json.TryGetProperty("image_mean", out _) || json.TryGetProperty("do_normalize", out _) || json.TryGetProperty("do_rescale", out _));

    public static Preprocessing Read(JsonElement json)
    {
        var scale = Flag(json, "do_rescale") ? Number(json, "rescale_factor", 1 / 255.0) : 1;
        var normalizes = Flag(json, "do_normalize");
        var (mean, deviation) = (normalizes ? Three(json, "image_mean") : [0, 0, 0], normalizes ? Three(json, "image_std") : [1, 1, 1]);
        return Framed(json) with
        {
            Interpolation = Number(json, "resample", 2) switch
            {
                0 => Interpolation.PillowNearest,
                1 => Interpolation.PillowLanczos,
                2 => Interpolation.PillowBilinear,
                3 => Interpolation.PillowBicubic,
                var other => throw Fault(FormattableString.Invariant($"resample {other} is not one of Pillow's filters 0 to 3")),
            },
            Mean = [.. mean.Select(value => (float)(value / scale))],
            Deviation = [.. deviation.Select(value => (float)(value / scale))],
        };
    }

    /// <summary>The shorter side to a length, then the center; or the whole image to the input's size.</summary>
    static Preprocessing Framed(JsonElement json)
    {
        var (resizes, crops) = (Flag(json, "do_resize"), Flag(json, "do_center_crop", otherwise: false));
        if (!resizes || !json.TryGetProperty("size", out var size))
            throw Fault("it does not resize the image");
        if (size.ValueKind == JsonValueKind.Object && size.TryGetProperty("shortest_edge", out var edge))
            size = crops ? edge : throw Fault("it resizes the shorter side, but does not say that the center is cropped (do_center_crop)");
        else if (size.ValueKind == JsonValueKind.Object || !crops)
            return crops ? throw Fault("it crops an image that was not resized in proportion") : Preprocessing.Raw;
        return size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out var shortSide)
            ? Preprocessing.Raw with { ShortSide = shortSide, InputSize = CropSize(json) }
            : throw Fault("its size is not a whole number");
    }

    /// <summary>The input's size: a number, or height and width.</summary>
    static Size? CropSize(JsonElement json)
    {
        if (!json.TryGetProperty("crop_size", out var size))
            return null;
        if (size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out var side) && side > 0)
            return side;
        return size.ValueKind == JsonValueKind.Object && Number(size, "height", 0) is > 0 and <= ushort.MaxValue and var height && Number(size, "width", 0) is > 0 and <= ushort.MaxValue and var width
            ? new Size((int)height, (int)width)
            : null;
    }

    static bool Flag(JsonElement json, string name, bool otherwise = true) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : otherwise;

    static double Number(JsonElement json, string name, double otherwise) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : otherwise;

    static ImmutableArray<double> Three(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 3 && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? [.. list.EnumerateArray().Select(item => item.GetDouble())]
            : throw Fault($"its {name} should be three numbers");

    static ModelCardException Fault(string fault) => new(ModelCardPart.Preprocessing, $"The preprocessor configuration cannot be read: {fault}.");
}
