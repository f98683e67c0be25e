using System.Runtime.InteropServices;
using MobileNetSharp.Formats.TfLite;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>
/// A TFLite file made for a test. The numbers of fields and enumerations are written out here, apart from the reader's, so
/// that the two check each other.
/// Source: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs.
/// </summary>
sealed class TfLiteSample
{
    public const byte FloatType = 0, HalfType = 1, Int32Type = 2, UInt8Type = 3, Int16Type = 7, Int8Type = 9;
    public const byte Relu = 1, Relu6 = 3;
    public const byte Same = 0, Valid = 1;

    public List<FlatFields> Tensors { get; } = [];

    public List<FlatFields> Operators { get; } = [];

    public List<FlatFields> Codes { get; } = [];

    public List<FlatFields> Buffers { get; } = [[]];

    public static FlatFields Scales(int axis, float[] scales, params long[] zeroPoints) => new()
    {
        [2] = scales,
        [3] = zeroPoints,
        [6] = axis,
    };

    /// <summary>An activation; its index.</summary>
    public int Activation(string name, int[] shape, byte type = FloatType, FlatFields? scales = null) => Add(name, shape, type, 0, scales);

    /// <summary>A constant; its index.</summary>
    public int Constant<T>(string name, int[] shape, byte type, ReadOnlySpan<T> values, FlatFields? scales = null)
        where T : unmanaged
    {
        Buffers.Add(new() { [0] = new ReadOnlyMemory<byte>(MemoryMarshal.AsBytes(values).ToArray()) });
        return Add(name, shape, type, Buffers.Count - 1, scales);
    }

    /// <summary>A float constant that counts: 0, 1, 2, …</summary>
    public int Counting(string name, params int[] shape) =>
        Constant<float>(name, shape, FloatType, [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b))]);

    /// <summary>An operator with options; its output is a new activation of that shape, whose index is returned.</summary>
    public int Operator(int code, byte optionsType, FlatFields options, string output, int[] shape, int[] inputs, byte type = FloatType, FlatFields? scales = null)
    {
        Codes.Add(new() { [0] = (byte)Math.Min(code, 127), [3] = code });
        var index = Activation(output, shape, type, scales);
        Operators.Add(new() { [0] = (uint)(Codes.Count - 1), [1] = inputs, [2] = new[] { index }, [3] = optionsType, [4] = options });
        return index;
    }

    public int Conv2d(string output, int[] shape, int[] inputs, int stride = 1, byte activation = 0, byte padding = Same, byte type = FloatType, FlatFields? scales = null) =>
        Operator(3, 1, new() { [0] = padding, [1] = stride, [2] = stride, [3] = activation }, output, shape, inputs, type, scales);

    public int Depthwise(string output, int[] shape, int[] inputs, int stride = 1, byte activation = 0, int dilation = 1, byte type = FloatType, FlatFields? scales = null) =>
        Operator(4, 2, new() { [0] = Same, [1] = stride, [2] = stride, [3] = 1, [4] = activation, [5] = dilation, [6] = dilation }, output, shape, inputs, type, scales);

    public FlatFields Root(int[] inputs, int[] outputs) => new()
    {
        [0] = 3u,
        [1] = Codes.ToArray(),
        [2] = new FlatFields[] { new() { [0] = Tensors.ToArray(), [1] = inputs, [2] = outputs, [3] = Operators.ToArray(), [4] = "sample" } },
        [3] = "made for a test",
        [4] = Buffers.ToArray(),
    };

    public byte[] Bytes(int input, int output) => FlatWriter.Write(Root([input], [output]));

    int Add(string name, int[] shape, byte type, int buffer, FlatFields? scales)
    {
        FlatFields tensor = new() { [0] = shape, [1] = type, [2] = (uint)buffer, [3] = name };
        if (scales is not null)
            tensor[4] = scales;
        Tensors.Add(tensor);
        return Tensors.Count - 1;
    }
}
