using System.Collections.Immutable;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>Outlines as x and y in turn.</summary>
static class Outlines
{
    /// <summary>The smallest box around the points; not a number where there is none.</summary>
    public static Box Around(IReadOnlyList<double> points)
    {
        if (points.Count < 2)
            return new(double.NaN, double.NaN, double.NaN, double.NaN);
        var (left, top, right, bottom) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        for (var i = 0; i + 1 < points.Count; i += 2)
        {
            (left, right) = (Math.Min(left, points[i]), Math.Max(right, points[i]));
            (top, bottom) = (Math.Min(top, points[i + 1]), Math.Max(bottom, points[i + 1]));
        }

        return new(left, top, right, bottom);
    }

    /// <summary>The smallest box around two.</summary>
    public static Box Around(Box one, Box other) =>
        new(Math.Min(one.Left, other.Left), Math.Min(one.Top, other.Top), Math.Max(one.Right, other.Right), Math.Max(one.Bottom, other.Bottom));

    /// <summary>The outlines that have a place: those with a number that is missing or too large are left out; null where none is left.</summary>
    public static PolygonMask? Mask(IEnumerable<IReadOnlyList<double>> outlines) =>
        Mask(outlines.Select(points => points.Select(value => (float)value).ToImmutableArray()));

    /// <inheritdoc cref="Mask(IEnumerable{IReadOnlyList{double}})"/>
    public static PolygonMask? Mask(IEnumerable<ImmutableArray<float>> outlines)
    {
        ImmutableArray<ImmutableArray<float>> finite = [.. outlines.Where(points => points.All(float.IsFinite))];
        return finite.IsEmpty ? null : new(finite);
    }
}
