using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Cli.Commands;

/// <summary>How an image becomes the input, in words.</summary>
static class PreprocessingWords
{
    public static string Of(Preprocessing preprocessing, Shape input)
    {
        var size = $"{input.Height}x{input.Width}";
        var crop = preprocessing switch
        {
            { ShortSide: { } side } => $"short side to {side}, center {size}",
            { Letterbox: { } letterbox } => Invariant($"whole image to fit within {size}, the rest at level {letterbox.Level}"),
            { CropToAspectRatio: true, CropFraction: 1 } => $"center of the input's aspect ratio to {size}",
            { CropToAspectRatio: true } => $"{Figures.Percent(preprocessing.CropFraction)} of the center of the input's aspect ratio to {size}",
            { CropFraction: 1 } => $"whole image to {size}",
            _ => $"central {Figures.Percent(preprocessing.CropFraction)} to {size}",
        };
        return $"{crop} ({Words(preprocessing.Interpolation)}), {preprocessing.ChannelOrder.ToString().ToUpperInvariant()}, {Values(preprocessing.Mean, preprocessing.Deviation)}";
    }

    static string Values(ImmutableArray<float> mean, ImmutableArray<float> deviation) =>
        mean.Distinct().Count() == 1 && deviation.Distinct().Count() == 1
            ? Invariant($"values {-mean[0] / deviation[0]:0.###} to {(255 - mean[0]) / deviation[0]:0.###}")
            : $"mean {Numbers(mean)}, deviation {Numbers(deviation)}";

    static string Numbers(ImmutableArray<float> values) => string.Join(", ", values.Select(value => Invariant($"{value:0.###}")));

    static string Words(Interpolation interpolation) => interpolation switch
    {
        Interpolation.PillowBilinear => "bilinear as Pillow",
        Interpolation.PillowBicubic => "bicubic as Pillow",
        Interpolation.PillowLanczos => "Lanczos as Pillow",
        Interpolation.PillowNearest => "nearest as Pillow",
        Interpolation.TensorFlowBilinear => "bilinear as TensorFlow 2",
        Interpolation.TensorFlowBilinearLegacy => "bilinear as TensorFlow 1",
        Interpolation.TensorFlowBilinearAlignCorners => "bilinear with aligned corners",
        _ => interpolation.ToString(),
    };
}
