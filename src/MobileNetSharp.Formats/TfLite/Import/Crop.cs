using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>
/// Parts of a value. Rows and columns are cut off by negative padding; so are channels, of a map whose columns they are.
/// </summary>
static class Crop
{
    public static TfLiteValue Axis(TfLiteImportContext context, TfLiteOperation op, TfLiteValue x, int axis, int begin, int length, string name)
    {
        var ranges = Array.ConvertAll([.. x.Shape], all => (0, all));
        ranges[axis] = (begin, length);
        return Axes(context, op, x, ranges, name);
    }

    public static TfLiteValue Axes(TfLiteImportContext context, TfLiteOperation op, TfLiteValue x, (int Begin, int Length)[] ranges) =>
        Axes(context, op, x, ranges, op.Output.Name);

    static TfLiteValue Axes(TfLiteImportContext context, TfLiteOperation op, TfLiteValue x, (int Begin, int Length)[] ranges, string name)
    {
        var padding = Padding.None;
        (int Begin, int Length)? channels = null;
        for (var i = 0; i < ranges.Length; i++)
        {
            var (begin, length) = ranges[i];
            var (before, after) = (-begin, begin + length - x.Shape[i]);
            if ((before, after) == default)
                continue;
            switch (x.Axes[i])
            {
                case Graphs.Axis.Height:
                    padding = new(before, padding.Left, after, padding.Right);
                    break;
                case Graphs.Axis.Width:
                    padding = new(padding.Top, before, padding.Bottom, after);
                    break;
                case Graphs.Axis.Channels:
                    channels = ranges[i];
                    break;
                default:
                    throw op.Fault($"it takes a part of axis {i} of [{string.Join(", ", x.Shape)}], the batch");
            }
        }

        var node = padding == Padding.None ? x.Node : context.Helper(name, "cropped", new Pad(padding), x.Node);
        return x.With(channels is var (first, count) ? Channels(context, node, first, count, name) : node);
    }

    static Node Channels(TfLiteImportContext context, Node x, int first, int count, string name)
    {
        var columns = context.Helper(name, "columns", new Reshape(-1, x.Channels, 1), x);
        var kept = context.Helper(name, "kept", new Pad(new Padding(0, -first, 0, first + count - x.Channels)), columns);
        return context.Helper(name, "channels", new Reshape(-1, x.Shape.Width, count), kept);
    }
}
