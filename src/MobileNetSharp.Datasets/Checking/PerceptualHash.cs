using MobileNetSharp.Cards;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Checking;

/// <summary>
/// How an image looks, so that it is found again scaled or compressed anew: whether each cell of a coarse grid is brighter
/// than the one before it and the one above it (128 bits), and the grid's colors, which tell apart what only has equal bits.
/// </summary>
sealed class PerceptualHash
{
    /// <summary>Cells of the grid in each direction.</summary>
    public const int Side = 9;

    /// <summary>So many bits may differ.</summary>
    public const int Tolerance = 7;

    /// <summary>The deviation of the grids' levels, root mean square, that a new compression stays below.</summary>
    const double LevelTolerance = 6;

    readonly byte[] levels;

    PerceptualHash(UInt128 bits, byte[] levels) => (Bits, this.levels) = (bits, levels);

    public UInt128 Bits { get; }

    public static PerceptualHash FromImage(RgbImage image)
    {
        var grid = image.Resize(Side, Side, Interpolation.PillowBilinear);
        var bits = UInt128.Zero;
        for (var y = 1; y < Side; y++)
        {
            for (var x = 1; x < Side; x++)
            {
                var here = Luma(grid, x, y);
                bits = bits << 2 | (here > Luma(grid, x - 1, y) ? 2u : 0u) | (here > Luma(grid, x, y - 1) ? 1u : 0u);
            }
        }

        return new(bits, grid.Pixels.ToArray());
    }

    public bool IsLike(PerceptualHash other)
    {
        if ((int)UInt128.PopCount(Bits ^ other.Bits) > Tolerance)
            return false;
        long squares = 0;
        for (var i = 0; i < levels.Length; i++)
            squares += (levels[i] - other.levels[i]) * (levels[i] - other.levels[i]);
        return squares <= LevelTolerance * LevelTolerance * levels.Length;
    }

    static int Luma(RgbImage image, int x, int y)
    {
        var pixel = image.Row(y).Slice(3 * x, 3);
        return (299 * pixel[0]) + (587 * pixel[1]) + (114 * pixel[2]);
    }
}
