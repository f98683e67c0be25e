using MobileNetSharp.Graphs;

namespace MobileNetSharp.Weights;

/// <summary>From stored elements to real numbers.</summary>
static class TensorConversion
{
    public static void ToFloats(Tensor tensor, Span<float> values)
    {
        switch (tensor.Type)
        {
            case ElementType.Float32:
                tensor.As<float>().CopyTo(values);
                break;
            case ElementType.Float16:
                var halves = tensor.As<Half>();
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)halves[i];
                break;
            case ElementType.BFloat16:
                var upperHalves = tensor.As<ushort>();
                for (var i = 0; i < values.Length; i++)
                    values[i] = BitConverter.UInt32BitsToSingle((uint)upperHalves[i] << 16);
                break;
            default:
                Dequantize(tensor, values);
                break;
        }
    }

    /// <summary><c>scale · (q − zeroPoint)</c>, in float as TensorFlow Lite has it; plain integers keep their value.</summary>
    static void Dequantize(Tensor tensor, Span<float> values)
    {
        var quantization = tensor.Quantization;
        var (axisLength, inner) = (1, Math.Max(1, tensor.Count));
        if (quantization?.Axis is { } axis)
        {
            axisLength = tensor.Shape[axis];
            inner = 1;
            for (var i = axis + 1; i < tensor.Shape.Length; i++)
                inner *= tensor.Shape[i];
        }

        for (var i = 0; i < values.Length; i++)
        {
            var integer = Integer(tensor, i);
            var channel = i / inner % axisLength;
            values[i] = quantization is null
                ? integer
                : quantization.Scales[channel] * (integer - quantization.ZeroPoints[channel]);
        }
    }

    static long Integer(Tensor tensor, int index) => tensor.Type switch
    {
        ElementType.Int8 => tensor.As<sbyte>()[index],
        ElementType.UInt8 => tensor.As<byte>()[index],
        ElementType.Int32 => tensor.As<int>()[index],
        ElementType.Int64 => tensor.As<long>()[index],
        _ => throw new InvalidOperationException($"{tensor.Type} is not an integer type."),
    };
}
