using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>Makes our graph of a TFLite file's operators, in the file's order, which is that of execution.</summary>
static class TfLiteImport
{
    /// <summary>What one input of a node costs, roughly.</summary>
    const int InputBytes = 512;

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
                ReadInput(context, input);
            foreach (var operation in operations)
                ReadOperator(context, operation);
            foreach (var output in file.Outputs)
                ReadOutput(context, output);
            var graph = context.Builder.Build(prune: true);
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
            file.Spend(TfLiteImportContext.NodeBytes + ((long)operation.Inputs.Length * InputBytes));
            operations.Add(operation);
        }

        return operations;
    }

    static void ReadInput(TfLiteImportContext context, int index)
    {
        var tensor = context.File.Tensor(index);
        context.File.Spend(TfLiteImportContext.NodeBytes);
        if (tensor.IsConstant || context.Find(index) is not null)
            throw new ModelFormatException($"The input {tensor.Label} has a value already");
        context.TryDefine(index, context.Builder.Node(context.Names.Node(tensor.Name), new Input(TfLiteShapes.ToShape(tensor)), [], context.EdgeQuantization(index)));
    }

    static void ReadOutput(TfLiteImportContext context, int index)
    {
        var tensor = context.File.Tensor(index);
        context.File.Spend(TfLiteImportContext.NodeBytes);
        if (context.Find(index) is not { } node)
            throw new ModelFormatException($"Nothing computes the output {tensor.Label}");
        context.Builder.Output(tensor.Name.Length > 0 ? tensor.Name : context.Names.Unique("output"), node, TfLiteShapes.Layout(tensor));
    }

    static void ReadOperator(TfLiteImportContext context, TfLiteOperation op)
    {
        try
        {
            var node = Node(context, op);
            if (node is null)
                return;
            if (op.Output.IsConstant || !context.TryDefine(op.OutputIndex, node))
                throw op.Fault($"its output {op.Output.Label} has a value already");
            var declared = TfLiteShapes.ToShape(op.Output);
            if (node.Shape != declared)
                throw op.Fault($"its output {op.Output.Label} is declared as {declared}, but is {node.Shape}");
        }
        catch (GraphException exception)
        {
            throw op.Fault(exception.Message, exception);
        }
    }

    /// <summary>The node that computes an operator's output; null where the output is a constant.</summary>
    static Node? Node(TfLiteImportContext context, TfLiteOperation op) => op.Code switch
    {
        TfLiteOperator.CONV_2D => LayerOperators.Convolution(context, op),
        TfLiteOperator.DEPTHWISE_CONV_2D => LayerOperators.DepthwiseConvolution(context, op),
        TfLiteOperator.FULLY_CONNECTED => LayerOperators.FullyConnected(context, op),
        TfLiteOperator.AVERAGE_POOL_2D => ShapeOperators.Pool(context, op, PoolKind.Average),
        TfLiteOperator.MAX_POOL_2D => ShapeOperators.Pool(context, op, PoolKind.Max),
        TfLiteOperator.MEAN => ShapeOperators.Mean(context, op),
        TfLiteOperator.ADD => context.DeclareWithActivation(op, new Add(), [context.Input(op, 0), context.Input(op, 1)], op.Options(TfLiteOptions.Add), Schema.AddOptions.FusedActivation),
        TfLiteOperator.L2_NORMALIZATION => context.DeclareWithActivation(op, new L2Normalization(), [context.Image(op)], op.Options(TfLiteOptions.L2Norm), Schema.L2NormOptions.FusedActivation),
        TfLiteOperator.CONCATENATION => ShapeOperators.Concatenation(context, op),
        TfLiteOperator.PAD => context.Declare(op, new Pad(TfLiteShapes.Padding(op, context.Constant(op, 1))), context.Image(op)),
        TfLiteOperator.RESIZE_BILINEAR => ShapeOperators.Resize(
            context, op, ResizeMode.Bilinear, op.Options(TfLiteOptions.ResizeBilinear), Schema.ResizeBilinearOptions.AlignCorners, Schema.ResizeBilinearOptions.HalfPixelCenters),
        TfLiteOperator.RESIZE_NEAREST_NEIGHBOR => ShapeOperators.Resize(
            context, op, ResizeMode.Nearest, op.Options(TfLiteOptions.ResizeNearestNeighbor), Schema.ResizeNearestNeighborOptions.AlignCorners, Schema.ResizeNearestNeighborOptions.HalfPixelCenters),
        TfLiteOperator.SPACE_TO_DEPTH => context.Declare(
            op, new SpaceToDepth(op.Options(TfLiteOptions.SpaceToDepth).Scalar<int>(Schema.SpaceToDepthOptions.BlockSize)), context.Image(op)),
        TfLiteOperator.RELU => context.Declare(op, Activation.Relu, context.Input(op, 0)),
        TfLiteOperator.RELU6 => context.Declare(op, Activation.Relu6, context.Input(op, 0)),
        TfLiteOperator.RELU_N1_TO_1 => context.Declare(op, Activation.Clamp(-1, 1), context.Input(op, 0)),
        TfLiteOperator.LEAKY_RELU => context.Declare(
            op, Activation.LeakyRelu(op.Options(TfLiteOptions.LeakyRelu).Scalar<float>(Schema.LeakyReluOptions.Alpha)), context.Input(op, 0)),
        TfLiteOperator.MAXIMUM => context.Declare(op, Activation.Clamp(ShapeOperators.Scalar(context, op), float.PositiveInfinity), context.Input(op, 0)),
        TfLiteOperator.MINIMUM => context.Declare(op, Activation.Clamp(float.NegativeInfinity, ShapeOperators.Scalar(context, op)), context.Input(op, 0)),
        TfLiteOperator.LOGISTIC => context.Declare(op, Activation.Sigmoid, context.Input(op, 0)),
        TfLiteOperator.HARD_SWISH => context.Declare(op, Activation.HardSwish, context.Input(op, 0)),
        TfLiteOperator.SOFTMAX => ShapeOperators.Softmax(context, op),
        TfLiteOperator.RESHAPE or TfLiteOperator.SQUEEZE => ShapeOperators.Reshape(context, op),
        TfLiteOperator.SLICE => ShapeOperators.Slice(context, op),
        TfLiteOperator.TRANSPOSE => ShapeOperators.Transpose(context, op),
        TfLiteOperator.QUANTIZE or TfLiteOperator.DEQUANTIZE => SameValues(context, op),
        _ => throw op.Fault("this operator has no counterpart in our graphs"),
    };

    /// <summary>Changes how values are stored, not the numbers that they represent; a constant stays one.</summary>
    static Node? SameValues(TfLiteImportContext context, TfLiteOperation op)
    {
        var index = op.InputIndex(0);
        if (index < 0 || !context.File.Tensor(index).IsConstant)
            return context.Input(op, 0);
        if (!context.TryDefineConstant(op.OutputIndex, index))
            throw op.Fault($"its output {op.Output.Label} has a value already");
        return null;
    }
}
