using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Reference;

/// <summary>The ops that move values and change none.</summary>
static class DataMovement
{
    public static Values Copy(Values x, Values y)
    {
        x.Data.CopyTo(y.Data, 0);
        return y;
    }

    public static Values Concat(Axis axis, Values[] inputs, Values y)
    {
        var start = 0;
        foreach (var input in inputs)
        {
            var first = start;
            for (var n = 0; n < input.Shape.Batch; n++)
                for (var row = 0; row < input.Shape.Height; row++)
                    for (var column = 0; column < input.Shape.Width; column++)
                        for (var c = 0; c < input.Shape.Channels; c++)
                        {
                            y[
                                n,
                                row + (axis == Axis.Height ? first : 0),
                                column + (axis == Axis.Width ? first : 0),
                                c + (axis == Axis.Channels ? first : 0)] = input[n, row, column, c];
                        }

            start += axis switch { Axis.Height => input.Shape.Height, Axis.Width => input.Shape.Width, _ => input.Shape.Channels };
        }

        return y;
    }

    public static Values ChannelShuffle(int groups, Values x, Values y)
    {
        var perGroup = x.Shape.Channels / groups;
        return y.Fill((n, row, column, c) => x[n, row, column, (c % groups * perGroup) + (c / groups)]);
    }

    public static Values SpaceToDepth(int block, Values x, Values y) => y.Fill((n, row, column, c) =>
    {
        var (offset, channel) = (c / x.Shape.Channels, c % x.Shape.Channels);
        return x[n, (row * block) + (offset / block), (column * block) + (offset % block), channel];
    });

    public static Values Pad(Padding padding, Values x, Values y) => y.Fill((n, row, column, c) =>
    {
        var (iy, ix) = (row - padding.Top, column - padding.Left);
        return iy >= 0 && iy < x.Shape.Height && ix >= 0 && ix < x.Shape.Width ? x[n, iy, ix, c] : 0;
    });
}
