using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Reference;

/// <summary>The output of a node: <c>(N,H,W,C)</c> float32.</summary>
sealed class Values(Shape shape, CancellationToken cancellationToken = default)
{
    public Shape Shape { get; } = shape;

    public float[] Data { get; } = new float[shape.Count];

    public ref float this[int n, int y, int x, int c] => ref Data[Index(n, y, x, c)];

    /// <summary>Where an element lies in <see cref="Data"/>; the next channel lies behind it.</summary>
    public int Index(int n, int y, int x, int c) => (((((n * Shape.Height) + y) * Shape.Width) + x) * Shape.Channels) + c;

    /// <summary>Fills every element by its position.</summary>
    public Values Fill(Func<int, int, int, int, float> value)
    {
        for (var n = 0; n < Shape.Batch; n++)
            for (var y = 0; y < Shape.Height; y++)
                for (var x = 0; x < Shape.Width; x++)
                    for (var c = 0; c < Shape.Channels; c++)
                    {
                        if (c % 64 == 0)
                            cancellationToken.ThrowIfCancellationRequested();
                        this[n, y, x, c] = value(n, y, x, c);
                    }

        return this;
    }
}
