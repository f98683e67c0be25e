using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>Resize, and Upsample, its older form.</summary>
static class ResizeOperator
{
    public static OnnxValue Resize(OnnxImportContext context, OnnxNode node)
    {
        node.Ignore("cubic_coeff_a");
        node.Ignore("extrapolation_value");
        node.Expect("exclude_outside", 0);
        node.Expect("antialias", 0);
        if (node.Text("keep_aspect_ratio_policy", "stretch") != "stretch")
            throw node.Fault("a size that keeps the aspect ratio is not supported");
        var x = context.Image(node);
        var size = ResizedSize(context, node, x);
        var mode = node.Text("mode", "nearest") switch
        {
            "nearest" => ResizeMode.Nearest,
            "linear" or "bilinear" => ResizeMode.Bilinear,
            var other => throw node.Fault($"the mode '{other}' is not supported"),
        };
        var coordinates = Coordinates(context, node, size);
        CheckRounding(context, node, mode, coordinates, x.Shape.Size, size);
        return context.Declare(node, new Resize(mode, coordinates, size), Layouts.Chw, x);
    }

    static CoordinateMode Coordinates(OnnxImportContext context, OnnxNode node, Size size) =>
        node.Text("coordinate_transformation_mode", node.Operator == "Upsample" || context.Opset < 11 ? "asymmetric" : "half_pixel") switch
        {
            "half_pixel" => CoordinateMode.HalfPixel,
            "pytorch_half_pixel" when size is { Height: > 1, Width: > 1 } => CoordinateMode.HalfPixel,
            "align_corners" => CoordinateMode.AlignCorners,
            "asymmetric" => CoordinateMode.Asymmetric,
            var other => throw node.Fault($"the coordinates '{other}' are not supported"),
        };

    /// <summary>Nearest rounds down under asymmetric coordinates and half up under the others; enlarging by whole numbers leaves no halves.</summary>
    static void CheckRounding(OnnxImportContext context, OnnxNode node, ResizeMode mode, CoordinateMode coordinates, Size from, Size to)
    {
        var rounding = node.Text("nearest_mode", node.Operator == "Upsample" || context.Opset < 11 ? "floor" : "round_prefer_floor");
        var isWhole = to.Height % from.Height == 0 && to.Width % from.Width == 0;
        var fits = coordinates switch
        {
            CoordinateMode.Asymmetric => rounding == "floor",
            CoordinateMode.HalfPixel when isWhole => rounding is "round_prefer_ceil" or "round_prefer_floor",
            _ => rounding == "round_prefer_ceil",
        };
        if (mode == ResizeMode.Nearest && !fits && from != to)
            throw node.Fault($"the rounding '{rounding}' under {coordinates} coordinates is not supported");
    }

    /// <summary>The height and width that sizes or scales lead to; they must keep batch and channels.</summary>
    static Size ResizedSize(OnnxImportContext context, OnnxNode node, Node x)
    {
        var dims = ImmutableArray.Create(x.Shape.Batch, x.Channels, x.Shape.Height, x.Shape.Width);
        var axes = node.Integers("axes") ?? [0, 1, 2, 3];
        var scalesInput = node.Operator == "Upsample" || context.Opset < 11 ? 1 : 2;
        var hasSizes = node.Operator == "Resize" && node.Input(3).Length > 0;
        var values = hasSizes ? [.. context.Integers(node, 3).Select(size => (double)size)]
            : (node.Has("scales") ? node.Floats("scales")! : context.Constant(node, scalesInput) is { Count: <= 4 } scales ? scales.ToFloats() : []).Select(scale => (double)scale).ToArray();
        if (values.Length != axes.Length || axes.Any(axis => axis is < 0 or > 3))
            throw node.Fault($"takes a size or a scale for each of {axes.Length} axes");
        var result = dims.ToArray();
        for (var i = 0; i < axes.Length; i++)
        {
            var length = hasSizes ? values[i] : values[i] * dims[(int)axes[i]];
            if (length is not (>= 1 and <= int.MaxValue) || length != Math.Floor(length))
                throw node.Fault($"scales that lead to {length.ToString(CultureInfo.InvariantCulture)} pixels are not supported");
            result[(int)axes[i]] = (int)length;
        }

        return result[0] == dims[0] && result[1] == dims[1] ? new Size(result[2], result[3]) : throw node.Fault("only height and width may change");
    }
}
