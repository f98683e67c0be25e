using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Datasets.Annotations.Coco;

/// <summary>An annotation's outline: polygons, or run lengths, as numbers or compressed (cocoapi, common/maskApi.c, rleFrString).</summary>
/// <param name="Bounds">The box around it; null where there is nothing.</param>
/// <param name="Mask">The outline, if it is to be kept.</param>
sealed record CocoSegmentation(Box? Bounds, ObjectMask? Mask)
{
    /// <param name="json">At the outline.</param>
    /// <param name="keepsMask">Whether more than its box is kept.</param>
    /// <param name="memory">Serves outline after outline that is not kept.</param>
    public static CocoSegmentation? Read(JsonStream json, bool keepsMask, List<double> memory) => json.Type switch
    {
        JsonTokenType.StartArray => Polygons(json, keepsMask, memory),
        JsonTokenType.StartObject => Runs(json, keepsMask),
        _ => null,
    };

    static CocoSegmentation? Polygons(JsonStream json, bool keepsMask, List<double> memory)
    {
        var outlines = new List<List<double>>();
        var flat = new List<double>();
        Box? bounds = null;
        foreach (var _ in json.Elements())
        {
            if (json.Type != JsonTokenType.StartArray)
            {
                flat.Add(json.Number());
                continue;
            }

            Add(json.Numbers(keepsMask ? null : memory));
        }

        Add(flat); // a single outline without its own list, as some tools write it
        return bounds is null ? null : new(bounds, keepsMask ? Outlines.Mask(outlines) : null);

        void Add(List<double> points)
        {
            if (points.Count < 6 || points.Count % 2 != 0)
                return;
            var around = Outlines.Around(points);
            bounds = bounds is { } other ? Outlines.Around(around, other) : around;
            if (keepsMask)
                outlines.Add(points);
        }
    }

    static CocoSegmentation? Runs(JsonStream json, bool keepsMask)
    {
        var (size, runs, text) = ((Size?)null, (List<int>?)null, (string?)null);
        foreach (var key in json.Properties())
        {
            if (key == "size" && json.Type == JsonTokenType.StartArray)
                size = SizeOf(json.Numbers());
            else if (key == "counts" && json.Type == JsonTokenType.StartArray)
                runs = Whole(json, PixelsOf(size ?? new(ushort.MaxValue, ushort.MaxValue)));
            else if (key == "counts" && json.Type == JsonTokenType.String)
                text = json.Text();
        }

        if (size is not { } known)
            return null;
        if (text is not null)
            runs = Decompress(text, PixelsOf(known));
        return runs?.Sum(run => (long)run) == PixelsOf(known) && BoundsOf(runs, known.Height) is { } bounds
            ? new(bounds, keepsMask ? new RunLengthMask(known.Width, known.Height, [.. runs]) : null)
            : null;
    }

    static Size? SizeOf(List<double> numbers) =>
        numbers is [> 0 and <= ushort.MaxValue and var height, > 0 and <= ushort.MaxValue and var width] ? new((int)height, (int)width) : null;

    static long PixelsOf(Size size) => (long)size.Height * size.Width;

    /// <summary>The runs of the array that begins here; null where one is not a whole number, or they are too many or too long for the pixels of an image.</summary>
    static List<int>? Whole(JsonStream json, long pixels)
    {
        var runs = new List<int>();
        foreach (var _ in json.Elements())
        {
            var run = json.Type == JsonTokenType.Number ? json.Number() : double.NaN;
            if (!(run >= 0 && run <= pixels && run == Math.Floor(run)) || run > int.MaxValue || runs.Count > pixels)
                return null;
            pixels -= (long)run;
            runs.Add((int)run);
        }

        return runs;
    }

    /// <summary>Five bits a character from '0' on, the sixth says that more follow; from the fourth run on, the difference to the run before the last.</summary>
    /// <returns>Null where the text is none, or the runs are too many or too long for the pixels of the image.</returns>
    internal static List<int>? Decompress(string text, long pixels)
    {
        var rest = pixels;
        var runs = new List<int>();
        for (var at = 0; at < text.Length;)
        {
            long value = 0;
            var (shift, hasMore) = (0, true);
            while (hasMore)
            {
                if (at >= text.Length || text[at] - '0' is not (>= 0 and < 64 and var bits) || shift > 30)
                    return null;
                at++;
                value |= (long)(bits & 31) << shift;
                hasMore = (bits & 32) != 0;
                shift += 5;
                if (!hasMore && (bits & 16) != 0)
                    value |= -1L << shift;
            }

            if (runs.Count > 2)
                value += runs[^2];
            if (value < 0 || value > Math.Min(rest, int.MaxValue) || runs.Count > pixels)
                return null;
            rest -= value;
            runs.Add((int)value);
        }

        return runs;
    }

    /// <summary>The inverse of <see cref="Decompress"/>.</summary>
    internal static string Compress(ImmutableArray<int> runs)
    {
        var text = new StringBuilder();
        for (var i = 0; i < runs.Length; i++)
        {
            var value = (long)runs[i] - (i > 2 ? runs[i - 2] : 0);
            for (var hasMore = true; hasMore;)
            {
                var bits = (int)(value & 31);
                value >>= 5;
                hasMore = (bits & 16) != 0 ? value != -1 : value != 0;
                text.Append((char)('0' + bits + (hasMore ? 32 : 0)));
            }
        }

        return text.ToString();
    }

    static Box? BoundsOf(List<int> runs, int height)
    {
        var (left, top, right, bottom) = (int.MaxValue, int.MaxValue, -1, -1);
        var (start, isObject) = (0L, false);
        foreach (var run in runs)
        {
            if (isObject && run > 0)
            {
                var (first, last) = (start, start + run - 1);
                (left, right) = (Math.Min(left, (int)(first / height)), Math.Max(right, (int)(last / height)));
                var isInOneColumn = first / height == last / height;
                (top, bottom) = (Math.Min(top, isInOneColumn ? (int)(first % height) : 0), Math.Max(bottom, isInOneColumn ? (int)(last % height) : height - 1));
            }

            (start, isObject) = (start + run, !isObject);
        }

        return right < 0 ? null : new(left, top, right + 1, bottom + 1);
    }
}
