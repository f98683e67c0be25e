using MobileNetSharp.Detection;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Shapes;

/// <summary>
/// One generated image of several objects that overlap, from back to front. Each is inside the image, its longer side is from
/// <see cref="LeastSide"/> to <see cref="LargestSide"/> of the image's, and others cover at most half of it, so that whatever is drawn can be found.
/// </summary>
sealed class ObjectScene
{
    public const double LeastSide = 0.08, LargestSide = 0.6, LeastVisible = 0.5;
    public const int MostObjects = 6;

    const int Attempts = 30;

    readonly int size;
    readonly byte[] owners;
    readonly List<SceneObject> objects = [];

    /// <summary>Places objects in a square image; nothing is painted yet.</summary>
    public ObjectScene(int size, RandomStream stream)
    {
        (this.size, owners) = (size, new byte[size * size]);
        for (var wanted = 1 + stream.NextInt(MostObjects); wanted > 0; wanted--)
        {
            var label = stream.NextInt(Shapes.Figure.Outlines.Length);
            for (var attempt = 0; attempt < Attempts && !TryPlace(Draw(label, stream)); attempt++)
            {
            }
        }

        FindBoxes();
    }

    /// <summary>The objects, from back to front.</summary>
    public IReadOnlyList<SceneObject> Objects => objects;

    /// <summary>Of each pixel, row by row, the object that is seen there: 1 + its index, or 0 for the background.</summary>
    public ReadOnlySpan<byte> Owners => owners;

    /// <summary>Paints it; the colors are the stream's.</summary>
    public RgbImage Paint(RandomStream stream)
    {
        var painter = new Painter(size, stream);
        var (from, to) = painter.Gradient();
        // Smaller than the least object: not to be taken for one.
        for (var i = 6 + stream.NextInt(7); i > 0; i--)
            painter.Blob(painter.Between(0, 1), painter.Between(0, 1), painter.Between(0.01f, 0.025f));
        for (var i = 4 + stream.NextInt(5); i > 0; i--)
            painter.Line(painter.Between(0, 1), painter.Between(0, 1), painter.Between(0.1f, 0.5f), painter.Between(0.01f, 0.03f));
        var colors = new List<Color> { from, to };
        foreach (var figure in objects.Select(one => one.Figure))
        {
            var color = Color.Against(stream, [.. colors]);
            colors.Add(color);
            painter.Figure(figure, figure.Reach, (x, y) => (Painter.Coverage(figure.Distance(x, y)), color));
        }

        painter.Noise();
        return painter.Image;
    }

    /// <summary>A figure at a random place, or at another object's edge; small and large ones are equally likely.</summary>
    PlacedFigure Draw(int label, RandomStream stream)
    {
        var radius = (float)(size / 2.0 * Math.Exp(stream.NextUniform(Math.Log(LeastSide), Math.Log(LargestSide))));
        var (angle, stretch) = ((float)stream.NextUniform(0, Math.Tau), (float)stream.NextUniform(0.85, 1.15));
        var (x, y) = (stream.NextUniform(radius, size - radius), stream.NextUniform(radius, size - radius));
        if (objects.Count > 0 && stream.NextInt(2) == 0)
        {
            var other = objects[stream.NextInt(objects.Count)].Figure;
            var (sine, cosine) = Math.SinCos(stream.NextUniform(0, Math.Tau));
            var distance = stream.NextUniform(0.5, 1) * (other.Radius + radius);
            (x, y) = (other.X + (cosine * distance), other.Y + (sine * distance));
        }

        return new(Shapes.Figure.Outlines[label], (float)x, (float)y, radius, angle, stretch);
    }

    bool TryPlace(PlacedFigure figure)
    {
        if (Cover(figure) is not { } covered)
            return false;
        Span<int> hidden = stackalloc int[1 + MostObjects];
        foreach (var pixel in covered)
            hidden[owners[pixel]]++;
        foreach (var (i, other) in objects.Index())
        {
            if (other.VisiblePixels - hidden[1 + i] < LeastVisible * other.Pixels)
                return false;
        }

        foreach (var (i, other) in objects.Index())
            other.VisiblePixels -= hidden[1 + i];
        objects.Add(new(figure, covered.Count));
        foreach (var pixel in covered)
            owners[pixel] = (byte)objects.Count;
        return true;
    }

    /// <summary>The pixels whose center is inside the figure; null where it leaves the image or has not the size of an object.</summary>
    List<int>? Cover(PlacedFigure figure)
    {
        var pixels = new List<int>();
        var (left, top, right, bottom) = (int.MaxValue, int.MaxValue, int.MinValue, int.MinValue);
        for (var y = (int)Math.Floor(figure.Y - figure.Reach); y <= figure.Y + figure.Reach; y++)
        {
            for (var x = (int)Math.Floor(figure.X - figure.Reach); x <= figure.X + figure.Reach; x++)
            {
                if (figure.Distance(x + 0.5f - figure.X, y + 0.5f - figure.Y) >= 0)
                    continue;
                if (x < 0 || y < 0 || x >= size || y >= size)
                    return null;
                pixels.Add((y * size) + x);
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
            }
        }

        var side = Math.Max((double)right - left, (double)bottom - top) / size;
        return pixels.Count > 0 && side is >= LeastSide and <= LargestSide ? pixels : null;
    }

    void FindBoxes()
    {
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                if (owners[(y * size) + x] is var owner and > 0)
                    objects[owner - 1].Include(x, y);
            }
        }
    }
}

/// <summary>An object of a scene.</summary>
/// <param name="figure">Its outline, also where others cover it.</param>
/// <param name="pixels">How many pixels it has, covered or not.</param>
sealed class SceneObject(PlacedFigure figure, int pixels)
{
    int left = int.MaxValue, top = int.MaxValue, right, bottom;

    public PlacedFigure Figure { get; } = figure;

    /// <summary>Its index in <see cref="Shapes.Figure.Outlines"/>.</summary>
    public int Class { get; } = Shapes.Figure.Outlines.IndexOf(figure.Label);

    public int Pixels { get; } = pixels;

    /// <summary>How many of them are seen.</summary>
    public int VisiblePixels { get; set; } = pixels;

    /// <summary>The box around what is seen.</summary>
    public Box Box => new(left, top, right, bottom);

    public void Include(int x, int y) => (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
}
