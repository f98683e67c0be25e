using MobileNetSharp.Imaging.Pixels;

namespace MobileNetSharp.Imaging.Resizing;

/// <summary>Pillow's NEAREST, to the bit: the pixel in which the center of each output pixel falls, found by adding up steps.</summary>
sealed class NearestResize
{
    byte[] sourceRow = [];
    int[] columnPositions = [], rowPositions = [];

    public void Resize(PixelRows source, Resampling resampling, Span<byte> target)
    {
        var window = resampling.Window;
        var columns = Positions(ref columnPositions, resampling.Columns, source.Width, resampling.Width).Slice(window.Left, window.Width);
        var rows = Positions(ref rowPositions, resampling.Rows, source.Height, resampling.Height).Slice(window.Top, window.Height);
        var row = Resampler.Buffer(ref sourceRow, source.Width * 3);
        for (var y = 0; y < rows.Length; y++)
        {
            source.CopyRow(rows[y], 0, row);
            var targetRow = target.Slice(y * window.Width * 3, window.Width * 3);
            for (var x = 0; x < columns.Length; x++)
                row.Slice(columns[x] * 3, 3).CopyTo(targetRow[(x * 3)..]);
        }
    }

    static ReadOnlySpan<int> Positions(ref int[] positions, ResizeSpan? part, int sourceSize, int size)
    {
        var span = part ?? ResizeSpan.Whole(sourceSize);
        if (positions.Length < size) positions = new int[size];
        var step = span.Scale(size);
        var position = span.Start + (step * 0.5);
        for (var i = 0; i < size; i++, position += step)
            positions[i] = Math.Min((int)position, sourceSize - 1);
        return positions.AsSpan(0, size);
    }
}
