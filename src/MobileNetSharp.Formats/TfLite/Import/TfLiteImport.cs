using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>Makes our graph of a TFLite file's operators, in the file's order, which is that of execution.</summary>
static class TfLiteImport
{
    /// <summary>What one input or output of a node costs, roughly.</summary>
    const int EdgeBytes = 512;

    public static Model Import(TfLiteFile file, ModelCard card)
    {
        try
        {
            var context = new TfLiteImportContext(file);
            var operations = Operations(file);
            foreach (var operation in operations)
            {
                if (operation.Code == TfLiteOperator.QUANTIZE && operation.Output.Quantization is { } quantization)
                    context.QuantizeLater(operation.InputIndex(0), quantization);
            }

            foreach (var input in file.Inputs)
                ReadInput(context, operations, input);
            var detection = DetectionPostProcess.Find(file, operations);
            foreach (var operation in operations.Where(operation => operation != detection))
                ReadOperator(context, operation);
            foreach (var output in detection is null ? file.Outputs : DetectionPostProcess.Outputs(file, detection))
                ReadOutput(context, output);
            var graph = context.Builder.Build(prune: true);
            if (detection is not null)
                card = DetectionPostProcess.Describe(context, detection, graph, card);
            return new Model(graph, new WeightSet(context.Weights.Where(weight => IsNeeded(graph, weight.Key))), card);
        }
        catch (GraphException exception)
        {
            throw new ModelFormatException($"The file's network breaks a rule: {exception.Message}", exception);
        }
    }

    static bool IsNeeded(Graph graph, string weight) => graph.Find(weight[..weight.LastIndexOf('.')]) is not null;

    static List<TfLiteOperation> Operations(TfLiteFile file)
    {
        var operations = new List<TfLiteOperation>();
        for (var i = 0; i < file.Operators.Count; i++)
        {
            var operation = new TfLiteOperation(file, i);
            file.Spend(TfLiteImportContext.NodeBytes + (((long)operation.Inputs.Length + operation.Outputs.Length) * EdgeBytes));
            operations.Add(operation);
        }

        return operations;
    }

    static void ReadInput(TfLiteImportContext context, List<TfLiteOperation> operations, int index)
    {
        var tensor = context.File.Tensor(index);
        context.File.Spend(TfLiteImportContext.NodeBytes);
        var isNumbers = tensor.Quantization is null && tensor.Type is TfLiteType.UINT8 or TfLiteType.INT8 or TfLiteType.INT32 or TfLiteType.INT64;
        var (shape, axes) = (TfLiteShapes.ToShape(tensor), TfLiteShapes.Axes(tensor.Shape.Length));
        if (IsChannelsFirst(context, tensor, index, operations))
            (shape, axes) = (new(shape.Batch, shape.Width, shape.Channels, shape.Height), TfLiteValue.ChannelsFirst);
        if (tensor.IsConstant || context.Find(index) is not null)
            throw new ModelFormatException($"The input {tensor.Label} has a value already");
        var node = context.Builder.Node(context.Names.Node(tensor.Name), new Input(shape), [], isNumbers ? null : context.EdgeQuantization(index));
        context.TryDefine(index, new(node, axes));
    }

    /// <summary>
    /// Whether an input is an image in PyTorch's order: one or three channels first, and a transposition to TFLite's order
    /// somewhere behind, after operators that keep the order at most.
    /// </summary>
    static bool IsChannelsFirst(TfLiteImportContext context, TfLiteTensor input, int index, List<TfLiteOperation> operations)
    {
        if (input.Shape is not [_, 1 or 3, _, not (1 or 3)])
            return false;
        var images = new HashSet<int> { index };
        foreach (var operation in operations)
        {
            if (!images.Overlaps(operation.Inputs.ToArray()))
                continue;
            if (operation.Code == TfLiteOperator.TRANSPOSE && context.IsConstant(operation.InputIndex(1)) && context.Constant(operation, 1).Integers() is [0, 2, 3, 1])
                return true;
            if (operation.Code is TfLiteOperator.QUANTIZE or TfLiteOperator.DEQUANTIZE or TfLiteOperator.CAST or TfLiteOperator.ADD
                or TfLiteOperator.SUB or TfLiteOperator.MUL or TfLiteOperator.DIV or TfLiteOperator.PAD)
            {
                images.UnionWith(operation.Outputs.ToArray());
            }
        }

        return false;
    }

    /// <summary>An output keeps its axes as a layout where there is one, also in PyTorch's order; else its elements come in the file's order.</summary>
    static void ReadOutput(TfLiteImportContext context, int index)
    {
        var tensor = context.File.Tensor(index);
        context.File.Spend(TfLiteImportContext.NodeBytes);
        if (context.Find(index) is not { } value)
            throw new ModelFormatException($"Nothing computes the output {tensor.Label}");
        var name = tensor.Name.Length > 0 ? tensor.Name : context.Names.Unique("output");
        if (value.Layout is { } layout)
            context.Builder.Output(name, value.Node, layout);
        else
            context.Builder.Output(name, value.IsInOrder ? value.Node : Transposition.Apply(context, value, tensor.Name));
    }

    static void ReadOperator(TfLiteImportContext context, TfLiteOperation op)
    {
        try
        {
            if (ConstantFolding.TryFold(context, op))
                return;
            if (op.Code is TfLiteOperator.SPLIT or TfLiteOperator.SPLIT_V)
            {
                foreach (var (i, piece) in ShapeOperators.Split(context, op).Index())
                    context.Define(op, op.Outputs[i], piece);
            }
            else if (Value(context, op) is { } value)
            {
                context.Define(op, op.OutputIndex, value);
            }
        }
        catch (GraphException exception)
        {
            throw op.Fault(exception.Message, exception);
        }
    }

    /// <summary>What computes an operator's output; null where the operator after it does that.</summary>
    static TfLiteValue? Value(TfLiteImportContext context, TfLiteOperation op) => op.Code switch
    {
        TfLiteOperator.CONV_2D => TfLiteValue.FromNode(LayerOperators.Convolution(context, op), op),
        TfLiteOperator.DEPTHWISE_CONV_2D => TfLiteValue.FromNode(LayerOperators.DepthwiseConvolution(context, op), op),
        TfLiteOperator.FULLY_CONNECTED => TfLiteValue.FromNode(LayerOperators.FullyConnected(context, op), op),
        TfLiteOperator.AVERAGE_POOL_2D => TfLiteValue.FromNode(ShapeOperators.Pool(context, op, PoolKind.Average), op),
        TfLiteOperator.MAX_POOL_2D => TfLiteValue.FromNode(ShapeOperators.Pool(context, op, PoolKind.Max), op),
        TfLiteOperator.MEAN => ReductionOperators.Mean(context, op),
        TfLiteOperator.SUM => ReductionOperators.Sum(context, op),
        TfLiteOperator.REDUCE_MAX => ReductionOperators.Maximum(context, op),
        TfLiteOperator.ARG_MAX => ReductionOperators.ArgMax(context, op),
        TfLiteOperator.ADD => context.Arithmetic.Binary(op, TfLiteOptions.Add),
        TfLiteOperator.SUB => context.Arithmetic.Binary(op, TfLiteOptions.Sub),
        TfLiteOperator.MUL => context.Arithmetic.Binary(op, TfLiteOptions.Mul),
        TfLiteOperator.DIV => context.Arithmetic.Binary(op, TfLiteOptions.Div),
        TfLiteOperator.NEG => context.Arithmetic.Negated(op),
        TfLiteOperator.ABS => context.Arithmetic.Absolute(op),
        TfLiteOperator.PRELU => context.Arithmetic.ParametricRelu(op),
        TfLiteOperator.MAXIMUM or TfLiteOperator.MINIMUM => context.Arithmetic.Bounded(op),
        TfLiteOperator.L2_NORMALIZATION => TfLiteValue.FromNode(context.DeclareWithActivation(
            op, new L2Normalization(), [context.Image(op)], op.Options(TfLiteOptions.L2Norm), Schema.L2NormOptions.FusedActivation), op),
        TfLiteOperator.CONCATENATION => ShapeOperators.Concatenation(context, op),
        TfLiteOperator.PAD or TfLiteOperator.PADV2 => ShapeOperators.Pad(context, op),
        TfLiteOperator.RESIZE_BILINEAR => TfLiteValue.FromNode(ShapeOperators.Resize(
            context, op, ResizeMode.Bilinear, op.Options(TfLiteOptions.ResizeBilinear), Schema.ResizeBilinearOptions.AlignCorners, Schema.ResizeBilinearOptions.HalfPixelCenters), op),
        TfLiteOperator.RESIZE_NEAREST_NEIGHBOR => TfLiteValue.FromNode(ShapeOperators.Resize(
            context, op, ResizeMode.Nearest, op.Options(TfLiteOptions.ResizeNearestNeighbor), Schema.ResizeNearestNeighborOptions.AlignCorners, Schema.ResizeNearestNeighborOptions.HalfPixelCenters), op),
        TfLiteOperator.SPACE_TO_DEPTH => TfLiteValue.FromNode(context.Declare(
            op, new SpaceToDepth(op.Options(TfLiteOptions.SpaceToDepth).Scalar<int>(Schema.SpaceToDepthOptions.BlockSize)), context.Image(op)), op),
        TfLiteOperator.RELU => Pointwise(context, op, Activation.Relu),
        TfLiteOperator.RELU6 => Pointwise(context, op, Activation.Relu6),
        TfLiteOperator.RELU_N1_TO_1 => Pointwise(context, op, Activation.Clamp(-1, 1)),
        TfLiteOperator.RELU_0_TO_1 => Pointwise(context, op, Activation.Clamp(0, 1)),
        TfLiteOperator.LEAKY_RELU => Pointwise(context, op, Activation.LeakyRelu(op.Options(TfLiteOptions.LeakyRelu).Scalar<float>(Schema.LeakyReluOptions.Alpha))),
        TfLiteOperator.LOGISTIC => Pointwise(context, op, Activation.Sigmoid),
        TfLiteOperator.HARD_SWISH => Pointwise(context, op, Activation.HardSwish),
        TfLiteOperator.SOFTMAX => ShapeOperators.Softmax(context, op),
        TfLiteOperator.RESHAPE or TfLiteOperator.SQUEEZE or TfLiteOperator.EXPAND_DIMS => ShapeOperators.Reshape(context, op),
        TfLiteOperator.SLICE => ShapeOperators.Slice(context, op),
        TfLiteOperator.STRIDED_SLICE => ShapeOperators.StridedSlice(context, op),
        TfLiteOperator.REVERSE_V2 => ShapeOperators.Reverse(context, op),
        TfLiteOperator.TRANSPOSE => ShapeOperators.Transpose(context, op),
        TfLiteOperator.QUANTIZE or TfLiteOperator.DEQUANTIZE => context.Value(op, 0),
        TfLiteOperator.CAST => Cast(context, op),
        _ => throw op.Fault("this operator has no counterpart in our graphs"),
    };

    /// <summary>An op that keeps every element in its place, so that the order of the axes does not matter.</summary>
    static TfLiteValue Pointwise(TfLiteImportContext context, TfLiteOperation op, Op core)
    {
        var x = context.Value(op, 0);
        return x.With(context.Declare(op, core, x.Node));
    }

    /// <summary>Numbers are floats here whatever their type, so that a cast changes none that both types have; that of a quantized value gives its integers.</summary>
    static TfLiteValue Cast(TfLiteImportContext context, TfLiteOperation op)
    {
        const int NumbersOfByte = 1 << 7;
        var (x, from, to) = (context.Value(op, 0), context.File.Tensor(op.InputIndex(0)), op.Output.Type);
        if (from.Quantization is { Axis: null } quantization)
            x = x.With(context.Arithmetic.Stored(op, x.Node, quantization));
        var isIndex = x.Node.Op is ArgMax && x.Node.Inputs[0].Channels <= NumbersOfByte;
        return (from.Type, to) switch
        {
            var (a, b) when a == b => x,
            (_, TfLiteType.FLOAT32) => x,
            (TfLiteType.UINT8 or TfLiteType.INT8 or TfLiteType.INT32 or TfLiteType.INT64, TfLiteType.INT32 or TfLiteType.INT64) => x,
            (TfLiteType.INT32 or TfLiteType.INT64, TfLiteType.UINT8 or TfLiteType.INT8) when isIndex => x,
            _ => throw op.Fault($"a cast from {from.Type} to {to} cannot be read"),
        };
    }
}
