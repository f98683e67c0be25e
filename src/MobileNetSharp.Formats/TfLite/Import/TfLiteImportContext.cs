using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>What the importers of operators share: the file, and the graph that is being declared.</summary>
sealed class TfLiteImportContext(TfLiteFile file)
{
    /// <summary>What a node costs beside its weights, roughly; so that operators without substance cannot fill the memory.</summary>
    public const int NodeBytes = 4096;

    readonly Dictionary<int, Node> nodes = [];
    readonly Dictionary<int, int> sameConstant = [];
    readonly Dictionary<int, Quantization> quantizedLater = [];

    public TfLiteFile File { get; } = file;

    public GraphBuilder Builder { get; } = new(file.Name is { Length: > 0 } name ? name : "tflite");

    public TfLiteNames Names { get; } = new();

    /// <summary>Weights by our names.</summary>
    public Dictionary<string, Tensor> Weights { get; } = new(StringComparer.Ordinal);

    /// <summary>The node that computes a tensor, or null.</summary>
    public Node? Find(int tensor) => nodes.GetValueOrDefault(tensor);

    /// <summary>Gives a tensor the node that computes it; false where it has one.</summary>
    public bool TryDefine(int tensor, Node node) => nodes.TryAdd(tensor, node);

    /// <summary>Gives a constant the values of another; false where it has some.</summary>
    public bool TryDefineConstant(int tensor, int source) => sameConstant.TryAdd(tensor, source);

    /// <summary>A float that only a QUANTIZE operator makes an integer has that operator's scales, as the operator has no node here.</summary>
    public void QuantizeLater(int tensor, Quantization quantization) => quantizedLater.TryAdd(tensor, quantization);

    /// <summary>The node that computes an input.</summary>
    public Node Input(TfLiteOperation op, int position)
    {
        var index = op.InputIndex(position);
        return index >= 0 && nodes.TryGetValue(index, out var node)
            ? node
            : throw op.Fault(index < 0
                ? $"its input {position} is missing"
                : $"its input {File.Tensor(index).Label} {(File.Tensor(index).IsConstant ? "is a constant, which only weights can be" : "is not computed before it")}");
    }

    /// <summary>The node of the first input, which must be of four axes.</summary>
    public Node Image(TfLiteOperation op)
    {
        var node = Input(op, 0);
        return File.Tensor(op.InputIndex(0)).Shape.Length == 4 ? node : throw op.Fault("its input should have four axes (N, H, W, C)");
    }

    public TfLiteTensor Constant(TfLiteOperation op, int position) => ConstantOrNull(op, position) ?? throw op.Fault($"its input {position} is missing");

    public TfLiteTensor? ConstantOrNull(TfLiteOperation op, int position)
    {
        var index = op.InputIndex(position);
        if (index < 0)
            return null;
        var tensor = File.Tensor(sameConstant.GetValueOrDefault(index, index));
        return tensor.IsConstant ? tensor : throw op.Fault($"its input {position}, {tensor.Label}, should be a constant");
    }

    /// <summary>How the activation of that tensor is stored; null for float.</summary>
    public Quantization? EdgeQuantization(int index)
    {
        var tensor = File.Tensor(index);
        return tensor.Type switch
        {
            TfLiteType.FLOAT32 => quantizedLater.GetValueOrDefault(index),
            TfLiteType.INT8 or TfLiteType.UINT8 when tensor.Quantization is { Axis: null } quantization => quantization,
            TfLiteType.INT8 or TfLiteType.UINT8 => throw new ModelFormatException($"The activation {tensor.Label} is {tensor.Type}, but has not one scale"),
            _ => throw new ModelFormatException($"The activation {tensor.Label} is {tensor.Type}; float32, int8 and uint8 can be read"),
        };
    }

    /// <summary>A node without a fused activation, named after its tensor.</summary>
    public Node Declare(TfLiteOperation op, Op core, params ImmutableArray<Node> inputs) =>
        Builder.Node(Names.Node(op.Output.Name), core, inputs, EdgeQuantization(op.OutputIndex));

    /// <summary>A node, and its activation, if there is one, as a second node.</summary>
    public Node DeclareWithActivation(TfLiteOperation op, Op core, ImmutableArray<Node> inputs, FlatTable options, int activationField)
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
            return Declare(op, core, inputs);
        var layer = Names.Layer(op.Output.Name);
        var quantization = EdgeQuantization(op.OutputIndex);
        if (activation is null)
            return Builder.Node(layer, core, inputs, quantization);
        var suffix = activation.Kind switch { ActivationKind.Relu => "relu", ActivationKind.Relu6 => "relu6", _ => "clamp" };
        var before = Builder.Node(layer, core, inputs, null);
        return Builder.Node(Names.Unique($"{layer}.{suffix}"), activation, [before], quantization);
    }

    /// <summary>Stores the weights of a layer, which a fused activation may follow.</summary>
    public void AddWeights(TfLiteOperation op, Node node, Tensor kernel, TfLiteTensor? bias)
    {
        var layer = node.Op is Activation ? node.Inputs[0] : node;
        Weights.Add($"{layer.Name}.weight", kernel);
        if (bias is not null)
            Weights.Add($"{layer.Name}.bias", TfLiteWeights.Bias(op, bias, layer.Inputs[0].Quantization, kernel));
        var shape = layer.WeightsOf()[0].Shape;
        if (!kernel.Shape.AsSpan().SequenceEqual(shape.AsSpan()))
            throw op.Fault($"its weight should be [{string.Join(", ", shape)}] as we store it, is [{string.Join(", ", kernel.Shape)}]");
    }
}
