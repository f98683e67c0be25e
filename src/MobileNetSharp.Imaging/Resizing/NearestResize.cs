namespace MobileNetSharp.Imaging.Resizing;

/// <summary>Pillow's NEAREST, to the bit: the pixel in which the center of each output pixel falls, found by adding up steps.</summary>
static class NearestResize
{
    public static RgbImage Resize(RgbImage source, ResizeSpan columns, ResizeSpan rows, int width, int height)
    {
        var target = new RgbImage(width, height);
        var (fromColumns, fromRows) = (Positions(columns, width, source.Width), Positions(rows, height, source.Height));
        for (var y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = source.Row(fromRows[y]);
            for (var x = 0; x < width; x++)
                row.Slice(fromColumns[x] * 3, 3).CopyTo(target.Row(y)[(x * 3)..]);
        }

        return target;
    }

    static int[] Positions(ResizeSpan span, int size, int sourceSize)
    {
        var step = span.Scale(size);
        var positions = new int[size];
        var position = span.Start + (step * 0.5);
        for (var i = 0; i < size; i++, position += step)
            positions[i] = Math.Min((int)position, sourceSize - 1);
        return positions;
    }
}
