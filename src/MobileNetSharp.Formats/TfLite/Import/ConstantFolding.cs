using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>
/// Operators that compute a constant: of constants, or of the shape of an activation, as converters of networks with an open
/// batch leave them (SHAPE, STRIDED_SLICE, PACK) before a RESHAPE or a RESIZE.
/// </summary>
static class ConstantFolding
{
    const int BytesPerNumber = 32;

    /// <summary>Defines the operator's output where it is a constant that is known here; else false.</summary>
    public static bool TryFold(TfLiteImportContext context, TfLiteOperation op)
    {
        if (op.Outputs.Length != 1 || Fold(context, op) is not { } constant)
            return false;
        context.DefineConstant(op, constant);
        return true;
    }

    static TfLiteTensor? Fold(TfLiteImportContext context, TfLiteOperation op)
    {
        if (op.Code == TfLiteOperator.SHAPE && context.Find(op.InputIndex(0)) is { } value)
            return Numbers(context, op, [.. value.Shape.Select(length => (double)length)], [value.Shape.Length]);
        var inputs = op.Inputs;
        if (inputs.IsEmpty)
            return null;
        foreach (var input in inputs)
        {
            if (!context.IsConstant(input))
                return null;
        }

        var x = context.Constant(op, 0);
        return op.Code switch
        {
            TfLiteOperator.QUANTIZE or TfLiteOperator.DEQUANTIZE => x,
            TfLiteOperator.SHAPE => Numbers(context, op, [.. x.Shape.Select(length => (double)length)], [x.Shape.Length]),
            TfLiteOperator.RESHAPE or TfLiteOperator.SQUEEZE or TfLiteOperator.EXPAND_DIMS when Count(op.Output.Shape) == Count(x.Shape) && x.Quantization?.Axis is null => x with { Shape = op.Output.Shape },
            TfLiteOperator.CAST => Numbers(context, op, Truncated(op, Values(context, x)), x.Shape),
            TfLiteOperator.NEG => Numbers(context, op, Values(context, x).Select(number => -number), x.Shape),
            TfLiteOperator.ADD => Pairs(context, op, TfLiteOptions.Add, (a, b) => a + b),
            TfLiteOperator.SUB => Pairs(context, op, TfLiteOptions.Sub, (a, b) => a - b),
            TfLiteOperator.MUL => Pairs(context, op, TfLiteOptions.Mul, (a, b) => a * b),
            TfLiteOperator.DIV => Pairs(context, op, TfLiteOptions.Div, x.Type == TfLiteType.FLOAT32 ? (a, b) => a / b : (a, b) => Math.Truncate(a / b)),
            TfLiteOperator.FLOOR_DIV => Pairs(context, op, TfLiteOptions.None, (a, b) => Math.Floor(a / b)),
            TfLiteOperator.MAXIMUM => Pairs(context, op, TfLiteOptions.None, Math.Max),
            TfLiteOperator.MINIMUM => Pairs(context, op, TfLiteOptions.None, Math.Min),
            TfLiteOperator.STRIDED_SLICE when x.Shape.Length == 1 => Slice(context, op, x),
            TfLiteOperator.SLICE when x.Shape.Length == 1 => Slice(context, op, x, context.Constant(op, 1).Integers(), context.Constant(op, 2).Integers()),
            TfLiteOperator.PACK => Joined(context, op, rank: 0),
            TfLiteOperator.CONCATENATION => Joined(context, op, rank: 1),
            TfLiteOperator.GATHER when x.Shape.Length == 1 => Gather(context, op, x),
            TfLiteOperator.REDUCE_PROD when x.Shape.Length == 1 => Numbers(context, op, [Values(context, x).Aggregate(1.0, (product, number) => product * number)], op.Output.Shape),
            _ => null,
        };
    }

    /// <summary>Two inputs, number by number; one of them may be a single number.</summary>
    static TfLiteTensor? Pairs(TfLiteImportContext context, TfLiteOperation op, TfLiteOptions options, Func<double, double, double> function)
    {
        if (op.Inputs.Length != 2 || (options != TfLiteOptions.None && op.Options(options).Scalar<byte>(Schema.ArithmeticOptions.FusedActivation) != 0))
            return null;
        var (x, y) = (context.Constant(op, 0), context.Constant(op, 1));
        var (a, b) = (Values(context, x), Values(context, y));
        return (a.Length, b.Length) switch
        {
            var (n, m) when n == m && x.Shape.SkipWhile(length => length == 1).SequenceEqual(y.Shape.SkipWhile(length => length == 1)) => Numbers(context, op, a.Zip(b, function), x.Shape.Length >= y.Shape.Length ? x.Shape : y.Shape),
            (1, _) => Numbers(context, op, b.Select(number => function(a[0], number)), y.Shape),
            (_, 1) => Numbers(context, op, a.Select(number => function(number, b[0])), x.Shape),
            _ => null,
        };
    }

    static TfLiteTensor? Slice(TfLiteImportContext context, TfLiteOperation op, TfLiteTensor x)
    {
        var numbers = Values(context, x);
        var slice = StridedSlice.Read(context, op, [numbers.Length])[0];
        return Numbers(context, op, slice.Indices().Select(index => numbers[index]), slice.IsDropped ? [] : [slice.Count]);
    }

    static TfLiteTensor? Slice(TfLiteImportContext context, TfLiteOperation op, TfLiteTensor x, long[] begin, long[] size) =>
        (begin, size) is ([var first], [var count]) && first >= 0 && count >= -1 && first + Math.Max(count, 0) <= x.Shape[0]
            ? Numbers(context, op, Values(context, x).Skip((int)first).Take(count < 0 ? int.MaxValue : (int)count), op.Output.Shape)
            : null;

    static TfLiteTensor? Joined(TfLiteImportContext context, TfLiteOperation op, int rank)
    {
        var numbers = new List<double>();
        for (var i = 0; i < op.Inputs.Length; i++)
        {
            if (context.Constant(op, i) is not { } part || part.Shape.Length != rank)
                return null;
            numbers.AddRange(Values(context, part));
        }

        return Numbers(context, op, numbers, [numbers.Count]);
    }

    static TfLiteTensor? Gather(TfLiteImportContext context, TfLiteOperation op, TfLiteTensor x)
    {
        var (numbers, indices) = (Values(context, x), context.Constant(op, 1));
        return indices.Integers().All(index => index >= 0 && index < numbers.Length)
            ? Numbers(context, op, indices.Integers().Select(index => numbers[index]), indices.Shape)
            : null;
    }

    static IEnumerable<double> Truncated(TfLiteOperation op, double[] numbers) =>
        op.Output.Type == TfLiteType.FLOAT32 ? numbers : numbers.Select(Math.Truncate);

    static double[] Values(TfLiteImportContext context, TfLiteTensor tensor)
    {
        context.File.Spend((long)BytesPerNumber * Count(tensor.Shape));
        return tensor.Type is TfLiteType.INT32 or TfLiteType.INT64 && tensor.Quantization is null
            ? Array.ConvertAll(tensor.Integers(), number => (double)number)
            : Array.ConvertAll(tensor.ToTensor().ToFloats(), number => (double)number);
    }

    /// <summary>A constant of the output's type; null where the type has no numbers, or where there are none.</summary>
    static TfLiteTensor? Numbers(TfLiteImportContext context, TfLiteOperation op, IEnumerable<double> values, ImmutableArray<int> shape)
    {
        context.File.Spend((long)BytesPerNumber * Count(shape));
        double[] numbers = [.. values];
        if (numbers.Length == 0 || numbers.Length != Count(shape))
            return null;
        byte[]? data = op.Output.Type switch
        {
            TfLiteType.FLOAT32 => MemoryMarshal.AsBytes<float>(Array.ConvertAll(numbers, number => (float)number)).ToArray(),
            TfLiteType.INT32 => MemoryMarshal.AsBytes<int>(Array.ConvertAll(numbers, number => (int)number)).ToArray(),
            TfLiteType.INT64 => MemoryMarshal.AsBytes<long>(Array.ConvertAll(numbers, number => (long)number)).ToArray(),
            _ => null,
        };
        return data is null ? null : new(op.Output.Name, op.Output.Type, shape, null, data);
    }

    static long Count(ImmutableArray<int> shape)
    {
        long count = 1;
        foreach (var axis in shape)
            count = Math.Min(count * axis, int.MaxValue);
        return count;
    }
}
