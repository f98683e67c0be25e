using System.Runtime.InteropServices;
using MobileNetSharp.Graphs;
using static TorchSharp.torch;
using Stored = MobileNetSharp.Weights.Tensor;

namespace MobileNetSharp.Training.Networks;

/// <summary>Between our values and torch's.</summary>
public static class TorchTensors
{
    /// <summary>Pixels or activations <c>(N,H,W,C)</c> as a torch tensor <c>(N,C,H,W)</c>, copied.</summary>
    public static Tensor FromActivations(ReadOnlySpan<float> values, Shape shape, Device? device = null)
    {
        if (values.Length != shape.Count)
            throw new ArgumentException($"{shape} takes {shape.Count} floats, not {values.Length}.", nameof(values));
        using var scope = NewDisposeScope();
        var nhwc = FromFloats(values, [shape.Batch, shape.Height, shape.Width, shape.Channels]);
        // The strides of NHWC, which torch calls channels_last, are kept: its kernels are faster on them.
        return scope.MoveToOuter(nhwc.permute(0, 3, 1, 2).to(device ?? CPU));
    }

    /// <summary>A torch tensor <c>(N,C,H,W)</c> as our activations <c>(N,H,W,C)</c>.</summary>
    public static float[] ToActivations(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using var scope = NewDisposeScope();
        return ToFloats(tensor.permute(0, 2, 3, 1));
    }

    /// <summary>A weight as a torch tensor, float32, copied.</summary>
    public static Tensor FromWeight(Stored weight) => FromFloats(weight.ToFloats(), [.. weight.Shape.Select(axis => (long)axis)]);

    internal static Stored ToWeight(Tensor tensor) => Stored.FromFloats([.. tensor.shape.Select(axis => (int)axis)], ToFloats(tensor));

    static Tensor FromFloats(ReadOnlySpan<float> values, long[] shape)
    {
        var tensor = empty(shape, ScalarType.Float32);
        MemoryMarshal.AsBytes(values).CopyTo(tensor.bytes);
        return tensor;
    }

    static float[] ToFloats(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(tensor.detach().to(ScalarType.Float32).cpu().contiguous().bytes).ToArray();
    }
}
