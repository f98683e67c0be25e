using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite;

/// <summary>Makes our graph of a TFLite file's operators, in the file's order, which is that of execution.</summary>
sealed partial class TfLiteGraphReader(TfLiteFile file, ModelCard card)
{
    /// <summary>What a node costs beside its weights, roughly; so that operators without substance cannot fill the memory.</summary>
    const int NodeBytes = 4096;

    /// <summary>What one input of a node costs, roughly.</summary>
    const int InputBytes = 512;

    readonly GraphBuilder builder = new(file.Name is { Length: > 0 } name ? name : "tflite");
    readonly TfLiteNames names = new();
    readonly Dictionary<int, Node> nodes = [];
    readonly Dictionary<int, int> sameConstant = [];
    readonly Dictionary<int, Quantization> quantizedLater = [];
    readonly Dictionary<string, Tensor> weights = new(StringComparer.Ordinal);

    public Model Read()
    {
        try
        {
            var operations = Operations();
            FindQuantizeOperators(operations);
            foreach (var input in file.Inputs)
                ReadInput(input);
            foreach (var operation in operations)
                ReadOperator(operation);
            foreach (var output in file.Outputs)
                ReadOutput(output);
            var graph = builder.Build(prune: true);
            return new Model(graph, new WeightSet(weights.Where(weight => IsNeeded(graph, weight.Key))), card);
        }
        catch (GraphException exception)
        {
            throw new ModelFormatException($"The file's network breaks a rule: {exception.Message}", exception);
        }
    }

    static bool IsNeeded(Graph graph, string weight) => graph.Find(weight[..weight.LastIndexOf('.')]) is not null;

    List<TfLiteOperation> Operations()
    {
        var operations = new List<TfLiteOperation>();
        for (var i = 0; i < file.Operators.Count; i++)
        {
            var operation = new TfLiteOperation(file, i);
            file.Spend(NodeBytes + ((long)operation.Inputs.Length * InputBytes));
            operations.Add(operation);
        }

        return operations;
    }

    void ReadInput(int index)
    {
        var tensor = file.Tensor(index);
        file.Spend(NodeBytes);
        if (tensor.IsConstant || nodes.ContainsKey(index))
            throw new ModelFormatException($"The input {tensor.Label} has a value already");
        nodes.Add(index, builder.Node(names.Node(tensor.Name), new Input(TfLiteShapes.ToShape(tensor)), [], EdgeQuantization(index)));
    }

    void ReadOutput(int index)
    {
        var tensor = file.Tensor(index);
        file.Spend(NodeBytes);
        if (!nodes.TryGetValue(index, out var node))
            throw new ModelFormatException($"Nothing computes the output {tensor.Label}");
        builder.Output(tensor.Name.Length > 0 ? tensor.Name : names.Unique("output"), node);
    }

    /// <summary>A float that only a QUANTIZE operator makes an integer has that operator's scales, as the operator is no node here.</summary>
    void FindQuantizeOperators(List<TfLiteOperation> operations)
    {
        foreach (var op in operations)
        {
            if (op.Code == TfLiteOperator.QUANTIZE && op.Output.Quantization is { } quantization)
                quantizedLater.TryAdd(op.InputIndex(0), quantization);
        }
    }

    void ReadOperator(TfLiteOperation op)
    {
        try
        {
            var node = Node(op);
            if (node is null)
                return;
            if (op.Output.IsConstant || !nodes.TryAdd(op.OutputIndex, node))
                throw op.Fault($"its output {op.Output.Label} has a value already");
            var declared = TfLiteShapes.ToShape(op.Output);
            if (node.Shape != declared)
                throw op.Fault($"its output {op.Output.Label} is declared as {declared}, but comes to {node.Shape}");
        }
        catch (GraphException exception)
        {
            throw op.Fault(exception.Message, exception);
        }
    }

    /// <summary>The node that computes an operator's output; null where the output is a constant.</summary>
    Node? Node(TfLiteOperation op) => op.Code switch
    {
        TfLiteOperator.CONV_2D => Convolution(op),
        TfLiteOperator.DEPTHWISE_CONV_2D => DepthwiseConvolution(op),
        TfLiteOperator.FULLY_CONNECTED => FullyConnected(op),
        TfLiteOperator.AVERAGE_POOL_2D => Pool(op, PoolKind.Average),
        TfLiteOperator.MAX_POOL_2D => Pool(op, PoolKind.Max),
        TfLiteOperator.MEAN => Mean(op),
        TfLiteOperator.ADD => Fused(op, new Add(), [Input(op, 0), Input(op, 1)], op.Options(TfLiteOptions.Add), Schema.AddOptions.FusedActivation),
        TfLiteOperator.L2_NORMALIZATION => Fused(op, new L2Normalization(), [Image(op)], op.Options(TfLiteOptions.L2Norm), Schema.L2NormOptions.FusedActivation),
        TfLiteOperator.CONCATENATION => Concatenation(op),
        TfLiteOperator.PAD => Plain(op, new Pad(TfLiteShapes.Padding(op, Constant(op, 1))), Image(op)),
        TfLiteOperator.RESIZE_BILINEAR => Resize(
            op, ResizeMode.Bilinear, op.Options(TfLiteOptions.ResizeBilinear), Schema.ResizeBilinearOptions.AlignCorners, Schema.ResizeBilinearOptions.HalfPixelCenters),
        TfLiteOperator.RESIZE_NEAREST_NEIGHBOR => Resize(
            op, ResizeMode.Nearest, op.Options(TfLiteOptions.ResizeNearestNeighbor), Schema.ResizeNearestNeighborOptions.AlignCorners, Schema.ResizeNearestNeighborOptions.HalfPixelCenters),
        TfLiteOperator.SPACE_TO_DEPTH => Plain(
            op, new SpaceToDepth(op.Options(TfLiteOptions.SpaceToDepth).Scalar<int>(Schema.SpaceToDepthOptions.BlockSize)), Image(op)),
        TfLiteOperator.RELU => Plain(op, Activation.Relu, Input(op, 0)),
        TfLiteOperator.RELU6 => Plain(op, Activation.Relu6, Input(op, 0)),
        TfLiteOperator.RELU_N1_TO_1 => Plain(op, Activation.Clamp(-1, 1), Input(op, 0)),
        TfLiteOperator.LEAKY_RELU => Plain(
            op, Activation.LeakyRelu(op.Options(TfLiteOptions.LeakyRelu).Scalar<float>(Schema.LeakyReluOptions.Alpha)), Input(op, 0)),
        TfLiteOperator.MAXIMUM => Plain(op, Activation.Clamp(Scalar(op), float.PositiveInfinity), Input(op, 0)),
        TfLiteOperator.MINIMUM => Plain(op, Activation.Clamp(float.NegativeInfinity, Scalar(op)), Input(op, 0)),
        TfLiteOperator.LOGISTIC => Plain(op, Activation.Sigmoid, Input(op, 0)),
        TfLiteOperator.SOFTMAX => Softmax(op),
        TfLiteOperator.RESHAPE or TfLiteOperator.SQUEEZE => Reshape(op),
        TfLiteOperator.SLICE => Slice(op),
        TfLiteOperator.TRANSPOSE => Transpose(op),
        TfLiteOperator.QUANTIZE or TfLiteOperator.DEQUANTIZE => SameValues(op),
        _ => throw op.Fault("this operator has no counterpart in our graphs"),
    };

    /// <summary>The node that computes an input.</summary>
    Node Input(TfLiteOperation op, int position)
    {
        var index = op.InputIndex(position);
        return index >= 0 && nodes.TryGetValue(index, out var node)
            ? node
            : throw op.Fault(index < 0
                ? $"its input {position} is missing"
                : $"its input {file.Tensor(index).Label} {(file.Tensor(index).IsConstant ? "is a constant, which only weights can be" : "is not computed before it")}");
    }

    /// <summary>The node of the first input, which must be of four axes.</summary>
    Node Image(TfLiteOperation op)
    {
        var node = Input(op, 0);
        return file.Tensor(op.InputIndex(0)).Shape.Length == 4 ? node : throw op.Fault("its input should have four axes (N, H, W, C)");
    }

    TfLiteTensor Constant(TfLiteOperation op, int position) => ConstantOrNull(op, position) ?? throw op.Fault($"its input {position} is missing");

    TfLiteTensor? ConstantOrNull(TfLiteOperation op, int position)
    {
        var index = op.InputIndex(position);
        if (index < 0)
            return null;
        var tensor = file.Tensor(sameConstant.GetValueOrDefault(index, index));
        return tensor.IsConstant ? tensor : throw op.Fault($"its input {position}, {tensor.Label}, should be a constant");
    }

    /// <summary>How the activation of that tensor is stored; null for float.</summary>
    Quantization? EdgeQuantization(int index)
    {
        var tensor = file.Tensor(index);
        return tensor.Type switch
        {
            TfLiteType.FLOAT32 => quantizedLater.GetValueOrDefault(index),
            TfLiteType.INT8 or TfLiteType.UINT8 when tensor.Quantization is { Axis: null } quantization => quantization,
            TfLiteType.INT8 or TfLiteType.UINT8 => throw new ModelFormatException($"The activation {tensor.Label} is {tensor.Type}, but has not one scale"),
            _ => throw new ModelFormatException($"The activation {tensor.Label} is {tensor.Type}; float32, int8 and uint8 can be read"),
        };
    }

    /// <summary>A node without a fused activation, named after its tensor.</summary>
    Node Plain(TfLiteOperation op, Op core, params ImmutableArray<Node> inputs) =>
        builder.Node(names.Node(op.Output.Name), core, inputs, EdgeQuantization(op.OutputIndex));

    /// <summary>A node, and its activation, if there is one, as a second node.</summary>
    Node Fused(TfLiteOperation op, Op core, ImmutableArray<Node> inputs, FlatTable options, int activationField)
    {
        var activation = (TfLiteActivation)options.Scalar<byte>(activationField) switch
        {
            TfLiteActivation.None => null,
            TfLiteActivation.Relu => Activation.Relu,
            TfLiteActivation.Relu6 => Activation.Relu6,
            TfLiteActivation.ReluN1To1 => Activation.Clamp(-1, 1),
            var other => throw op.Fault($"its activation {other} has no counterpart in our graphs"),
        };
        if (activation is null && core is not (Conv2d or Linear))
            return Plain(op, core, inputs);
        var layer = names.Layer(op.Output.Name);
        var quantization = EdgeQuantization(op.OutputIndex);
        if (activation is null)
            return builder.Node(layer, core, inputs, quantization);
        var suffix = activation.Kind switch { ActivationKind.Relu => "relu", ActivationKind.Relu6 => "relu6", _ => "clamp" };
        var before = builder.Node(layer, core, inputs, null);
        return builder.Node(names.Unique($"{layer}.{suffix}"), activation, [before], quantization);
    }
}
