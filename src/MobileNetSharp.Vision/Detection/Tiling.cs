using System.Collections.Immutable;
using MobileNetSharp.Detection;
using MobileNetSharp.Imaging.Pixels;

namespace MobileNetSharp.Vision.Detection;

/// <summary>
/// Looks for small objects in large photos: in each of Rows × Columns overlapping tiles, and in the whole image. A box that ends
/// at the inner edge of a tile is left out, since a neighbor or the whole image shows its object whole.
/// </summary>
/// <param name="Rows">Tiles in a column, 1 … 16.</param>
/// <param name="Columns">Tiles in a row, 1 … 16.</param>
/// <param name="Overlap">The share of its side that a tile has in common with the next, 0 … 0.5: objects up to this size are whole in one of them.</param>
public sealed record Tiling(int Rows, int Columns, double Overlap = 0.2)
{
    /// <summary>The most tiles in a row or a column.</summary>
    public const int Maximum = 16;

    /// <summary>How close to an edge, as a share of the tile, a box counts as ending there.</summary>
    const double EdgeShare = 0.02;

    /// <summary>The tiles and the whole image.</summary>
    internal int MaximumParts => (Rows * Columns) + 1;

    /// <summary>The whole image, and then the tiles.</summary>
    internal ImmutableArray<PixelRectangle> Parts(int width, int height)
    {
        var parts = ImmutableArray.CreateBuilder<PixelRectangle>();
        parts.Add(PixelRectangle.Whole(width, height));
        if (Rows == 1 && Columns == 1)
            return parts.ToImmutable();
        foreach (var (top, bottom) in Spans(height, Rows))
        {
            foreach (var (left, right) in Spans(width, Columns))
                parts.Add(new PixelRectangle(left, top, right - left, bottom - top));
        }

        return parts.ToImmutable();
    }

    /// <summary>Whether a box ends at an edge of the tile that is not an edge of the image.</summary>
    internal static bool IsCut(Box box, PixelRectangle tile, int width, int height)
    {
        var (x, y) = (EdgeShare * tile.Width, EdgeShare * tile.Height);
        return (tile.Left > 0 && box.Left < tile.Left + x) || (tile.Left + tile.Width < width && box.Right > tile.Left + tile.Width - x)
            || (tile.Top > 0 && box.Top < tile.Top + y) || (tile.Top + tile.Height < height && box.Bottom > tile.Top + tile.Height - y);
    }

    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Rows, Maximum);
        ArgumentOutOfRangeException.ThrowIfLessThan(Columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Columns, Maximum);
        if (!(Overlap >= 0 && Overlap <= 0.5))
            throw new ArgumentOutOfRangeException(nameof(Overlap), Overlap, "The overlap must be from 0 to 0.5.");
    }

    /// <summary>Where so many overlapping pieces of a side begin and end; they cover all of it.</summary>
    IEnumerable<(int Start, int End)> Spans(int side, int count)
    {
        var length = side / (count - ((count - 1) * Overlap));
        for (var i = 0; i < count; i++)
        {
            var start = (int)(i * length * (1 - Overlap));
            yield return (Math.Min(start, side - 1), i == count - 1 ? side : Math.Clamp((int)Math.Ceiling(start + length), start + 1, side));
        }
    }
}
