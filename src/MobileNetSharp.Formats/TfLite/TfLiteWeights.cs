using System.Runtime.InteropServices;
using MobileNetSharp.Formats.TfLite.Import;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.TfLite;

/// <summary>Constants in our layout, OIHW and (out, in), with the scales along the output channels.</summary>
static class TfLiteWeights
{
    /// <summary>
    /// A kernel of (O, H, W, I), or, depthwise, of (1, H, W, O), as its <paramref name="outputAxis"/> says. Bytes are copied
    /// only where their order changes.
    /// </summary>
    public static Tensor Kernel(TfLiteFile file, TfLiteOperation op, TfLiteTensor kernel, int outputAxis)
    {
        var (height, width) = (kernel.Shape[1], kernel.Shape[2]);
        var (outer, rows, columns) = (kernel.Shape[0], height * width, kernel.Shape[3]);
        var type = FloatOrQuantized(op, kernel);
        var bytes = kernel.Data;
        if (rows > 1 && columns > 1)
        {
            file.Spend(bytes.Length);
            bytes = type.SizeBytes() switch
            {
                1 => Transpose<byte>(bytes.Span, rows, columns),
                2 => Transpose<ushort>(bytes.Span, rows, columns),
                _ => Transpose<uint>(bytes.Span, rows, columns),
            };
        }

        return outputAxis == 0
            ? new(type, [outer, columns, height, width], bytes, Along(op, kernel, outputAxis))
            : new(type, [columns, outer, height, width], bytes, Along(op, kernel, outputAxis));
    }

    /// <summary>A kernel of ours, of (O, I, H, W), as the file has it: (O, H, W, I), or, depthwise, (1, H, W, O).</summary>
    public static ReadOnlyMemory<byte> ToFile(ReadOnlyMemory<byte> kernel, Conv2d conv, int inputsPerGroup, bool isDepthwise) => isDepthwise
        ? Transposed(kernel, conv.Channels, conv.Kernel.Area)
        : Transposed(kernel, inputsPerGroup, conv.Kernel.Area);

    /// <summary>The way back from <see cref="ToFile"/>.</summary>
    public static ReadOnlyMemory<byte> FromFile(ReadOnlyMemory<byte> kernel, Conv2d conv, int inputsPerGroup, bool isDepthwise) => isDepthwise
        ? Transposed(kernel, conv.Kernel.Area, conv.Channels)
        : Transposed(kernel, conv.Kernel.Area, inputsPerGroup);

    public static Tensor Matrix(TfLiteOperation op, TfLiteTensor matrix) =>
        new(FloatOrQuantized(op, matrix), matrix.Shape, matrix.Data, Along(op, matrix, 0));

    /// <summary>A bias; one of int32 has its own scales, or the product of the input's and the kernel's.</summary>
    public static Tensor Bias(TfLiteOperation op, TfLiteTensor bias, Quantization? input, Tensor kernel)
    {
        if (bias.Shape is not [var channels] || channels != kernel.Shape[0])
            throw op.Fault($"its bias should be [{kernel.Shape[0]}], is [{string.Join(", ", bias.Shape)}]");
        if (bias.Type is TfLiteType.FLOAT32 or TfLiteType.FLOAT16)
            return new(bias.ElementType!.Value, bias.Shape, bias.Data);
        if (bias.Type != TfLiteType.INT32)
            throw op.Fault($"its bias {bias.Label} is {bias.Type}; float32, float16 and int32 can be read");
        var quantization = Along(op, bias, 0) ?? TfLiteQuantization.ForBias(input, kernel.Quantization)
            ?? throw op.Fault($"its bias {bias.Label} of whole numbers has no scale");
        return new(ElementType.Int32, bias.Shape, bias.Data, quantization);
    }

    /// <summary>The quantization along our axis 0, where the file's runs along the axis of the output channels.</summary>
    static Quantization? Along(TfLiteOperation op, TfLiteTensor tensor, int outputAxis)
    {
        if (tensor.Quantization is not { Axis: { } axis } perChannel)
            return tensor.Quantization;
        return axis == outputAxis
            ? perChannel with { Axis = 0 }
            : throw op.Fault($"its weight {tensor.Label} has scales along axis {axis}, not along the output channels (axis {outputAxis})");
    }

    static ElementType FloatOrQuantized(TfLiteOperation op, TfLiteTensor tensor) => tensor.ElementType switch
    {
        ElementType.Float32 or ElementType.Float16 => tensor.ElementType.Value,
        ElementType.Int8 or ElementType.UInt8 when tensor.Quantization is not null => tensor.ElementType.Value,
        ElementType.Int8 or ElementType.UInt8 => throw op.Fault($"its weight {tensor.Label} is {tensor.Type}, but has no scale"),
        _ => throw op.Fault($"its weight {tensor.Label} is {tensor.Type}; float32, float16, int8 and uint8 can be read"),
    };

    static ReadOnlyMemory<byte> Transposed(ReadOnlyMemory<byte> floats, int rows, int columns) =>
        rows > 1 && columns > 1 ? Transpose<uint>(floats.Span, rows, columns) : floats;

    static byte[] Transpose<T>(ReadOnlySpan<byte> bytes, int rows, int columns)
        where T : unmanaged
    {
        var transposed = new byte[bytes.Length];
        var from = MemoryMarshal.Cast<byte, T>(bytes);
        var to = MemoryMarshal.Cast<byte, T>(transposed.AsSpan());
        for (var start = 0; start < from.Length; start += rows * columns)
            for (var row = 0; row < rows; row++)
                for (var column = 0; column < columns; column++)
                    to[start + (column * rows) + row] = from[start + (row * columns) + column];
        return transposed;
    }
}
