namespace MobileNetSharp.Datasets.Shapes;

/// <summary>An outline in an image; lengths are in pixels.</summary>
/// <param name="Label">Which <see cref="Figure"/>.</param>
/// <param name="X">The center of the circle around it.</param>
/// <param name="Y">The center of the circle around it.</param>
/// <param name="Radius">The radius of that circle.</param>
/// <param name="Angle">By how much it is turned.</param>
/// <param name="Stretch">Its length along one direction; along the other it is 1/stretch.</param>
readonly record struct PlacedFigure(int Label, float X, float Y, float Radius, float Angle, float Stretch)
{
    readonly (float Sine, float Cosine) turn = MathF.SinCos(Angle);

    /// <summary>How far it may reach from the center.</summary>
    public float Reach => Radius * 1.1f * MathF.Max(Stretch, 1 / Stretch);

    /// <summary>A point, given from the center, in the figure's own coordinates, in which it is within the unit circle.</summary>
    public (float U, float V) Local(float x, float y) =>
        (((turn.Cosine * x) + (turn.Sine * y)) / Radius * Stretch, ((turn.Cosine * y) - (turn.Sine * x)) / Radius / Stretch);

    /// <summary>The signed distance of a point, given from the center, to the outline; negative inside.</summary>
    public float Distance(float x, float y)
    {
        var (u, v) = Local(x, y);
        return Figure.Distance(Label, u, v) * Radius;
    }
}
