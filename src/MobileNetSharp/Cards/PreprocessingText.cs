using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Cards;

/// <summary>Preprocessing in one line: parts with commas, each a preset, a word or <c>name=value</c>.</summary>
static class PreprocessingText
{
    static readonly (string Word, Interpolation Value)[] Interpolations =
    [
        ("bilinear", Interpolation.PillowBilinear), ("bicubic", Interpolation.PillowBicubic),
        ("lanczos", Interpolation.PillowLanczos), ("nearest", Interpolation.PillowNearest),
        ("tensorflow", Interpolation.TensorFlowBilinear), ("tensorflow-legacy", Interpolation.TensorFlowBilinearLegacy),
        ("tensorflow-align-corners", Interpolation.TensorFlowBilinearAlignCorners),
    ];

    static readonly (string Word, ChannelOrder Value)[] Orders = [("rgb", ChannelOrder.Rgb), ("bgr", ChannelOrder.Bgr)];

    static readonly (string Word, LetterboxPosition Value)[] Positions = [("center", LetterboxPosition.Center), ("top-left", LetterboxPosition.TopLeft)];

    const string Names = "crop, square, short-side, letterbox, size, order, scale, mean, deviation, interpolation";

    public static Preprocessing Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (result, scale, said) = (Preprocessing.Raw, 1.0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (name, value) = part.Split('=', 2, StringSplitOptions.TrimEntries) is [var before, var after] ? (before.ToLowerInvariant(), after) : (part.ToLowerInvariant(), null);
            if (value is null && said.Count == 0 && Preprocessing.Presets.TryGetValue(name, out var preset))
                result = preset;
            else if (name == "scale" && value is not null)
                scale = Number(part, value);
            else
                result = With(result, part, name, value);
            if (!said.Add(name))
                throw Fault(part, $"'{name}' is given twice");
        }

        if (said.Contains("letterbox") && (said.Contains("crop") || said.Contains("square") || said.Contains("short-side")))
            throw Fault(text, "letterbox shows the whole image, without crop, square or short-side");
        if (said.Contains("short-side") && (said.Contains("crop") || said.Contains("square")))
            throw Fault(text, "short-side cuts the input from the center on its own, without crop or square");
        if (said.Contains("scale") && said.Any(name => Preprocessing.Presets.ContainsKey(name) && name != "raw") && !(said.Contains("mean") && said.Contains("deviation")))
            throw Fault(text, "after a preset, scale needs mean and deviation in the scaled values");
        result = Scaled(result, scale, said);
        return result.Fault() is { } fault ? throw Fault(text, fault) : result;
    }

    public static string Write(Preprocessing preprocessing)
    {
        var parts = new List<string>();
        if (preprocessing.Letterbox is var (level, position))
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"letterbox={level}/{Positions.FirstOrDefault(one => one.Value == position).Word}"));
        if (preprocessing.CropToAspectRatio)
            parts.Add("square");
        if (preprocessing.ShortSide is { } side)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"short-side={side}"));
        else if (preprocessing.CropFraction != 1)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"crop={preprocessing.CropFraction}"));
        if (preprocessing.InputSize is var (height, width))
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"size={height}x{width}"));
        if (preprocessing.ChannelOrder == ChannelOrder.Bgr)
            parts.Add("order=bgr");
        parts.Add($"mean={Numbers(preprocessing.Mean)}");
        parts.Add($"deviation={Numbers(preprocessing.Deviation)}");
        parts.Add($"interpolation={Interpolations.FirstOrDefault(interpolation => interpolation.Value == preprocessing.Interpolation).Word}");
        return string.Join(',', parts);
    }

    static Preprocessing With(Preprocessing result, string part, string name, string? value) => (name, value) switch
    {
        ("square", null) => result with { CropToAspectRatio = true, ShortSide = null, Letterbox = null },
        ("letterbox", var text) => result with { Letterbox = Filled(part, text), ShortSide = null, CropFraction = 1, CropToAspectRatio = false },
        ("crop", { } text) => result with { CropFraction = Number(part, text), ShortSide = null, Letterbox = null },
        ("short-side", { } text) => result with { ShortSide = Whole(part, text), CropFraction = 1, CropToAspectRatio = false, Letterbox = null },
        ("size", { } text) => result with { InputSize = Size.TryParse(text, out var size) ? size : throw Fault(part, $"it must be one number, or height and width with 'x' between them, from 1 to {Size.MaximumSide}") },
        ("order", { } text) => result with { ChannelOrder = OneOf(part, text, Orders) },
        ("interpolation", { } text) => result with { Interpolation = OneOf(part, text, Interpolations) },
        ("mean", { } text) => result with { Mean = Three(part, text) },
        ("deviation", { } text) => result with { Deviation = Three(part, text) },
        ("std" or "stddev", _) => throw Fault(part, "the standard deviation is named deviation=…"),
        ("rgb" or "bgr", null) => throw Fault(part, $"the order of the channels is named order={name}"),
        ({ } preset, null) when Preprocessing.Presets.ContainsKey(preset) => throw Fault(part, "a preset can only be the first part"),
        ("crop" or "short-side" or "size" or "order" or "interpolation" or "mean" or "deviation" or "scale", null) => throw Fault(part, $"it needs a value, {name}=…"),
        ("square", _) => throw Fault(part, "it takes no value"),
        (_, null) => throw Fault(part, $"it is not one of {string.Join(", ", Preprocessing.Presets.Keys)}, a file of JSON, or one of {Names}"),
        _ => throw Fault(part, $"there is no '{name}', only {Names}"),
    };

    /// <summary>Mean and deviation are in scaled values, and in levels of 0…255 in the result: <c>(value·scale − mean)/deviation</c>.</summary>
    static Preprocessing Scaled(Preprocessing result, double scale, HashSet<string> said)
    {
        if (!said.Contains("scale"))
            return result;
        if (!(scale > 0))
            throw Fault("scale", "it must be above 0");
        return result with
        {
            Mean = said.Contains("mean") ? Divided(result.Mean) : [0, 0, 0],
            Deviation = Divided(said.Contains("deviation") ? result.Deviation : [1, 1, 1]),
        };

        ImmutableArray<float> Divided(ImmutableArray<float> values) => [.. values.Select(value => (float)(value / scale))];
    }

    /// <summary>A level, and perhaps a position.</summary>
    static Letterbox Filled(string part, string? value)
    {
        var words = value?.Split('/', 2, StringSplitOptions.TrimEntries) ?? [];
        var level = words is [] ? new Letterbox().Level
            : byte.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given
            : throw Fault(part, $"'{words[0]}' is not a whole level from 0 to 255");
        return new(level, words is [_, var position] ? OneOf(part, position, Positions) : LetterboxPosition.Center);
    }

    /// <summary>A square's side, or height x width.</summary>
    static T OneOf<T>(string part, string value, (string Word, T Value)[] choices)
    {
        foreach (var (word, choice) in choices)
        {
            if (word.Equals(value, StringComparison.OrdinalIgnoreCase))
                return choice;
        }

        throw Fault(part, $"it must be one of {string.Join(", ", choices.Select(choice => choice.Word))}");
    }

    static ImmutableArray<float> Three(string part, string value) => value.Split('/') switch
    {
        [var one] when (float)Number(part, one) is var all => [all, all, all],
        [var red, var green, var blue] => [(float)Number(part, red), (float)Number(part, green), (float)Number(part, blue)],
        _ => throw Fault(part, "it must be one number, or three with '/' between them"),
    };

    /// <summary>A number, or a fraction such as 1/255.</summary>
    static double Number(string part, string value)
    {
        var numbers = value.Split('/', 2).Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Fault(part, $"'{text.Trim()}' is not a number")).ToArray();
        return numbers is [var numerator, var denominator] ? numerator / denominator : numbers[0];
    }

    static int Whole(string part, string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= ushort.MaxValue
        ? number
        : throw Fault(part, $"'{value}' is not a whole number of pixels from 1 to {ushort.MaxValue}");

    static string Numbers(ImmutableArray<float> values) => values.Distinct().Count() == 1
        ? values[0].ToString(CultureInfo.InvariantCulture)
        : string.Join('/', values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    static ModelCardException Fault(string part, string fault) => new(ModelCardPart.Preprocessing, $"Preprocessing '{part}': {fault}.");
}
