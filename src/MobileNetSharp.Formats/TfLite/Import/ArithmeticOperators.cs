using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>
/// ADD, SUB, MUL and DIV, MAXIMUM and MINIMUM, NEG, ABS and PRELU. What scales and shifts each channel by constants is batch
/// normalization, which the engine folds into a convolution before it; several in a row, as of an input's preprocessing, are one.
/// </summary>
sealed class ArithmeticOperators(TfLiteImportContext context)
{
    /// <summary>A power of two, so that with a variance of 1 − ε the root is exactly 1.</summary>
    const double Epsilon = 1.0 / 1024;

    /// <summary>Two arrays of double, four weights of float, and what holds them, for each channel.</summary>
    const int BytesPerChannel = 64;

    readonly Dictionary<Node, Affine> known = [];

    /// <summary><c>Scale·x + Shift</c>, per channel, of what <paramref name="Input"/> yields.</summary>
    readonly record struct Affine(Node Input, double[] Scale, double[] Shift);

    /// <summary>An operator of two inputs; one of them may be a constant of one number, or of one for each channel.</summary>
    public TfLiteValue Binary(TfLiteOperation op, TfLiteOptions optionsType)
    {
        var options = op.Options(optionsType);
        if (op.Inputs.Length != 2)
            throw op.Fault($"it takes two inputs, has {op.Inputs.Length}");
        if (op.Output.Type is TfLiteType.INT32 or TfLiteType.INT64)
            throw op.Fault("it computes with whole numbers, which can be read of constants only");
        var (first, second) = (context.IsConstant(op.InputIndex(0)), context.IsConstant(op.InputIndex(1)));
        if (!first && !second)
            return OfTwo(op, options);
        if (first && op.Code == TfLiteOperator.DIV)
            throw op.Fault("it divides by what is computed");
        var x = context.Value(op, first ? 1 : 0);
        var numbers = PerChannel(op, x, context.Constant(op, first ? 0 : 1));
        var (ones, zeros) = (Filled(x.Node, 1), Filled(x.Node, 0));
        var (scale, shift) = op.Code switch
        {
            TfLiteOperator.ADD => (ones, numbers),
            TfLiteOperator.SUB when first => (Filled(x.Node, -1), numbers),
            TfLiteOperator.SUB => (ones, Array.ConvertAll(numbers, number => -number)),
            TfLiteOperator.MUL => (numbers, zeros),
            _ => (Array.ConvertAll(numbers, number => 1 / number), zeros),
        };
        return x.With(ScaleAndShift(op, x.Node, scale, shift, TfLiteImportContext.FusedActivation(op, options, Schema.ArithmeticOptions.FusedActivation)));
    }

    /// <summary>−x.</summary>
    public TfLiteValue Negated(TfLiteOperation op)
    {
        var x = context.Value(op, 0);
        return x.With(ScaleAndShift(op, x.Node, Filled(x.Node, -1), Filled(x.Node, 0)));
    }

    /// <summary><c>max(x, 0) + max(−x, 0)</c>.</summary>
    public TfLiteValue Absolute(TfLiteOperation op)
    {
        var x = context.Value(op, 0);
        var name = op.Output.Name;
        var negative = context.Helper(name, "negative", Activation.Relu, ScaleAndShift(op, x.Node, Filled(x.Node, -1), Filled(x.Node, 0)));
        return x.With(context.Declare(op, new Add(), [context.Helper(name, "positive", Activation.Relu, x.Node), negative]));
    }

    /// <summary>A slope for each channel below 0: <c>max(x, 0) + slope·min(x, 0)</c>, or a leaky ReLU where all are the same.</summary>
    public TfLiteValue ParametricRelu(TfLiteOperation op)
    {
        var x = context.Value(op, 0);
        var slopes = PerChannel(op, x, context.Constant(op, 1));
        if (slopes.All(slope => slope == slopes[0]))
            return x.With(context.Declare(op, Activation.LeakyRelu((float)slopes[0]), x.Node));
        var name = op.Output.Name;
        var negative = context.Helper(name, "negative", Activation.Clamp(float.NegativeInfinity, 0), x.Node);
        var scaled = ScaleAndShift(op, negative, slopes, Filled(x.Node, 0));
        return x.With(context.Declare(op, new Add(), [context.Helper(name, "positive", Activation.Relu, x.Node), scaled]));
    }

    /// <summary>MAXIMUM or MINIMUM with one number.</summary>
    public TfLiteValue Bounded(TfLiteOperation op)
    {
        var first = context.IsConstant(op.InputIndex(0));
        var x = context.Value(op, first ? 1 : 0);
        if (context.Constant(op, first ? 0 : 1).ToTensor() is not { Count: 1 } bound)
            throw op.Fault("its other input should be one number");
        var number = bound.ToFloats()[0];
        return x.With(context.Declare(
            op, op.Code == TfLiteOperator.MAXIMUM ? Activation.Clamp(number, float.PositiveInfinity) : Activation.Clamp(float.NegativeInfinity, number), x.Node));
    }

    /// <summary>Every number of a node times another; the product of a mean and its count is exact for every size.</summary>
    public Node Scaled(TfLiteOperation op, Node x, double factor) => ScaleAndShift(op, x, Filled(x, factor), Filled(x, 0));

    /// <summary>The integers that a quantized value is stored as.</summary>
    public Node Stored(TfLiteOperation op, Node x, Quantization quantization)
    {
        var scale = Filled(x, 1.0 / quantization.Scales[0]);
        return ScaleAndShift(op, x, scale, Filled(x, quantization.ZeroPoints[0]));
    }

    TfLiteValue OfTwo(TfLiteOperation op, FlatTable options)
    {
        if (op.Code is not (TfLiteOperator.ADD or TfLiteOperator.SUB))
            throw op.Fault("this operator has no counterpart in our graphs where both inputs are computed");
        var (a, b) = (context.Value(op, 0), context.Value(op, 1));
        var haveSameAxes = a.Axes.AsSpan().SequenceEqual(b.Axes.AsSpan());
        var (x, y) = haveSameAxes ? (a.Node, b.Node) : (context.Input(op, 0), context.Input(op, 1));
        if (op.Code == TfLiteOperator.SUB)
            y = ScaleAndShift(op, y, Filled(y, -1), Filled(y, 0));
        var sum = context.DeclareWithActivation(op, new Add(), [x, y], options, Schema.ArithmeticOptions.FusedActivation);
        return haveSameAxes ? a.With(sum) : TfLiteValue.FromNode(sum, op);
    }

    Node ScaleAndShift(TfLiteOperation op, Node x, double[] scale, double[] shift, Activation? activation = null)
    {
        if (known.TryGetValue(x, out var before))
        {
            for (var c = 0; c < scale.Length; c++)
                (scale[c], shift[c]) = (scale[c] * before.Scale[c], shift[c] + (scale[c] * before.Shift[c]));
            x = before.Input;
        }

        if (!scale.All(double.IsFinite) || !shift.All(double.IsFinite))
            throw op.Fault("it scales or shifts by what is not a finite number");
        if (IsIdentity(scale, shift))
            return activation is null ? x : context.Builder.Node(context.Names.Node(op.Output.Name), activation, [x], context.EdgeQuantization(op.OutputIndex));
        var name = context.Names.Layer(op.Output.Name);
        var node = context.Builder.Node(name, new BatchNorm(Epsilon), [x], activation is null ? context.EdgeQuantization(op.OutputIndex) : null);
        AddWeight(name, "weight", scale);
        AddWeight(name, "bias", shift);
        AddWeight(name, "running_mean", Filled(x, 0));
        AddWeight(name, "running_var", Filled(x, 1 - Epsilon));
        known.Add(node, new(x, scale, shift));
        return activation is null ? node : context.Activated(op, node, activation);
    }

    void AddWeight(string name, string suffix, double[] numbers) => context.Weights.Add(
        $"{name}.{suffix}", Tensor.FromFloats([numbers.Length], Array.ConvertAll(numbers, number => (float)number)));

    /// <summary>Within what rounding a factor to float leaves: a sum over a map, then its division by the count.</summary>
    static bool IsIdentity(double[] scale, double[] shift) =>
        scale.All(factor => Math.Abs(factor - 1) < 1e-7) && shift.All(number => number == 0);

    double[] Filled(Node x, double number)
    {
        context.File.Spend((long)x.Channels * BytesPerChannel);
        var filled = new double[x.Channels];
        Array.Fill(filled, number);
        return filled;
    }

    /// <summary>A constant as one number for each of the node's channels.</summary>
    double[] PerChannel(TfLiteOperation op, TfLiteValue x, TfLiteTensor constant)
    {
        var lengths = constant.Shape;
        var numbers = Filled(x.Node, 0);
        var fromLast = 0;
        for (var i = 1; i <= lengths.Length; i++)
        {
            if (lengths[^i] != 1)
                fromLast = fromLast == 0 ? i : int.MaxValue;
        }

        var isOne = fromLast == 0;
        if (!isOne && (fromLast > x.Axes.Length || x.Axes[^fromLast] != Axis.Channels || lengths[^fromLast] != x.Node.Channels))
            throw op.Fault($"its constant [{string.Join(", ", lengths)}] is neither one number nor one for each channel of [{string.Join(", ", x.Shape)}]");
        var floats = constant.ToTensor().ToFloats();
        for (var c = 0; c < numbers.Length; c++)
            numbers[c] = floats[isOne ? 0 : c];
        return numbers;
    }
}
