using System.Collections.Immutable;

namespace MobileNetSharp.Plotting.Rendering;

/// <summary>What a canvas consists of; each writer has one switch over these. A color is <c>#rrggbb</c> or <c>none</c>, dashes are lengths such as <c>7 4</c>.</summary>
abstract record Shape;

sealed record LineShape(double X1, double Y1, double X2, double Y2, string Color, double Width, string Dash) : Shape;

sealed record RectangleShape(double X, double Y, double Width, double Height, double Radius, string Fill, string Outline, string? Tip) : Shape;

sealed record CircleShape(double X, double Y, double Radius, string Fill, string Outline, string? Tip) : Shape;

sealed record PolylineShape(ImmutableArray<(double X, double Y)> Points, string Color, double Width, string Dash) : Shape;

sealed record PolygonShape(ImmutableArray<(double X, double Y)> Points, string Fill, double Opacity, string Outline, string? Tip) : Shape;

/// <summary>A curve that leaves each point downwards and reaches the next from above.</summary>
sealed record FlowShape(ImmutableArray<(double X, double Y)> Points, string Color, double Width) : Shape
{
    /// <summary>Cubic Bézier segments: the control points and the end of each.</summary>
    public IEnumerable<((double X, double Y) First, (double X, double Y) Second, (double X, double Y) End)> Curves()
    {
        for (var i = 1; i < Points.Length; i++)
        {
            var ((fromX, fromY), (x, y)) = (Points[i - 1], Points[i]);
            yield return ((fromX, (fromY + y) / 2), (x, (fromY + y) / 2), (x, y));
        }
    }
}

sealed record TextShape(double X, double Y, string Words, string Anchor, string Color, double Size, bool IsBold, double Turn, bool HasHalo) : Shape;

/// <summary>Shapes of another canvas, moved.</summary>
sealed record GroupShape(double X, double Y, IReadOnlyList<Shape> Shapes) : Shape;
