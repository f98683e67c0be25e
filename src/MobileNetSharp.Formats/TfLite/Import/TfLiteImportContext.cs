using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>What the importers of operators share: the file, and the graph that is being declared.</summary>
sealed class TfLiteImportContext
{
    /// <summary>What a node costs beside its weights, roughly; so that operators without substance cannot fill the memory.</summary>
    public const int NodeBytes = 4096;

    readonly Dictionary<int, TfLiteValue> values = [];
    readonly Dictionary<int, Node> standardForms = [];
    readonly Dictionary<int, TfLiteTensor> folded = [];
    readonly Dictionary<int, Quantization> quantizedLater = [];

    public TfLiteImportContext(TfLiteFile file)
    {
        (File, Builder) = (file, new(file.Name is { Length: > 0 } name ? name : "tflite"));
        Arithmetic = new(this);
    }

    public TfLiteFile File { get; }

    public GraphBuilder Builder { get; }

    public ArithmeticOperators Arithmetic { get; }

    public TfLiteNames Names { get; } = new();

    /// <summary>Weights by our names.</summary>
    public Dictionary<string, Tensor> Weights { get; } = new(StringComparer.Ordinal);

    /// <summary>Images with −∞ around them, by tensor: an operator that only a maximum can follow.</summary>
    public Dictionary<int, (Node Image, Padding Padding)> PaddedForMaximum { get; } = [];

    /// <summary>What computes a tensor, or null.</summary>
    public TfLiteValue? Find(int tensor) => values.GetValueOrDefault(tensor);

    /// <summary>Gives a tensor what computes it; false where it has a value.</summary>
    public bool TryDefine(int tensor, TfLiteValue value) => !IsConstant(tensor) && values.TryAdd(tensor, value);

    /// <summary>Gives an operator's output what computes it, which must have the shape that the file declares.</summary>
    public void Define(TfLiteOperation op, int tensor, TfLiteValue value)
    {
        var declared = File.Tensor(tensor);
        if (!TryDefine(tensor, value))
            throw op.Fault($"its output {declared.Label} has a value already");
        // A tensor without axes is a number, or one whose shape only a run tells.
        if (declared.Shape.Length > 0 && !declared.Shape.AsSpan().SequenceEqual(value.Shape.AsSpan()))
            throw op.Fault($"its output is declared as [{string.Join(", ", declared.Shape)}], but is [{string.Join(", ", value.Shape)}]");
    }

    /// <summary>Gives an operator's output a constant value.</summary>
    public void DefineConstant(TfLiteOperation op, TfLiteTensor constant)
    {
        if (op.Output.IsConstant || values.ContainsKey(op.OutputIndex) || !folded.TryAdd(op.OutputIndex, constant))
            throw op.Fault($"its output {op.Output.Label} has a value already");
    }

    /// <summary>A float that only a QUANTIZE operator makes an integer has that operator's scales, as the operator has no node here.</summary>
    public void QuantizeLater(int tensor, Quantization quantization) => quantizedLater.TryAdd(tensor, quantization);

    /// <summary>What computes an input, under the file's axes.</summary>
    public TfLiteValue Value(TfLiteOperation op, int position)
    {
        var index = op.InputIndex(position);
        if (index < 0)
            throw op.Fault($"its input {position} is missing");
        return values.GetValueOrDefault(index) ?? throw op.Fault($"its input {File.Tensor(index).Label} {index switch
        {
            _ when IsConstant(index) => "is a constant, which only weights can be",
            _ when PaddedForMaximum.ContainsKey(index) => "is padded by −∞, which only a maximum can follow",
            _ => "is not computed before it",
        }}");
    }

    /// <summary>The node of an input whose elements lie as the file's axes say.</summary>
    public Node Input(TfLiteOperation op, int position)
    {
        var (index, value) = (op.InputIndex(position), Value(op, position));
        if (!standardForms.TryGetValue(index, out var node))
            standardForms.Add(index, node = Transposition.Apply(this, value, File.Tensor(index).Name));
        return node;
    }

    /// <summary>The node of the first input, which must be of four axes.</summary>
    public Node Image(TfLiteOperation op)
    {
        var node = Input(op, 0);
        return Value(op, 0).Axes.Length == 4 ? node : throw op.Fault("its input should have four axes (N, H, W, C)");
    }

    public bool IsConstant(int tensor) => tensor >= 0 && (folded.ContainsKey(tensor) || File.Tensor(tensor).IsConstant);

    public TfLiteTensor Constant(TfLiteOperation op, int position) => ConstantOrNull(op, position) ?? throw op.Fault($"its input {position} is missing");

    public TfLiteTensor? ConstantOrNull(TfLiteOperation op, int position)
    {
        var index = op.InputIndex(position);
        if (index < 0)
            return null;
        var tensor = folded.GetValueOrDefault(index) ?? File.Tensor(index);
        return tensor.IsConstant ? tensor : throw op.Fault($"its input {position}, {tensor.Label}, should be a constant");
    }

    /// <summary>How the activation of that tensor is stored; null for float, and for indices, which are floats here.</summary>
    public Quantization? EdgeQuantization(int index)
    {
        var tensor = File.Tensor(index);
        return tensor.Type switch
        {
            TfLiteType.FLOAT32 => quantizedLater.GetValueOrDefault(index),
            TfLiteType.INT32 or TfLiteType.INT64 => null,
            TfLiteType.INT8 or TfLiteType.UINT8 when tensor.Quantization is { Axis: null } quantization => quantization,
            TfLiteType.INT8 or TfLiteType.UINT8 => throw new ModelFormatException($"The activation {tensor.Label} is {tensor.Type}, but has not one scale"),
            _ => throw new ModelFormatException($"The activation {tensor.Label} is {tensor.Type}; float32, int8 and uint8 can be read"),
        };
    }

    /// <summary>A node without a fused activation, named after its tensor.</summary>
    public Node Declare(TfLiteOperation op, Op core, params ImmutableArray<Node> inputs) =>
        Builder.Node(Names.Node(op.Output.Name), core, inputs, EdgeQuantization(op.OutputIndex));

    /// <summary>A node beside the one that an operator yields, stored as its input is.</summary>
    public Node Helper(string tensorName, string suffix, Op core, Node input)
    {
        File.Spend(NodeBytes);
        return Builder.Node(Names.Layer(tensorName, suffix), core, [input], input.Quantization);
    }

    /// <summary>A node, and its activation, if there is one, as a second node.</summary>
    public Node DeclareWithActivation(TfLiteOperation op, Op core, ImmutableArray<Node> inputs, FlatTable options, int activationField)
    {
        var activation = FusedActivation(op, options, activationField);
        if (activation is null && core is not (Conv2d or Linear))
            return Declare(op, core, inputs);
        var layer = Names.Layer(op.Output.Name);
        if (activation is null)
            return Builder.Node(layer, core, inputs, EdgeQuantization(op.OutputIndex));
        return Activated(op, Builder.Node(layer, core, inputs, null), activation);
    }

    /// <summary>A node's activation, named after it.</summary>
    public Node Activated(TfLiteOperation op, Node before, Activation activation)
    {
        var suffix = activation.Kind switch { ActivationKind.Relu => "relu", ActivationKind.Relu6 => "relu6", _ => "clamp" };
        return Builder.Node(Names.Unique($"{before.Name}.{suffix}"), activation, [before], EdgeQuantization(op.OutputIndex));
    }

    public static Activation? FusedActivation(TfLiteOperation op, FlatTable options, int field) => (TfLiteActivation)options.Scalar<byte>(field) switch
    {
        TfLiteActivation.None => null,
        TfLiteActivation.Relu => Activation.Relu,
        TfLiteActivation.Relu6 => Activation.Relu6,
        TfLiteActivation.ReluN1To1 => Activation.Clamp(-1, 1),
        var other => throw op.Fault($"its activation {other} has no counterpart in our graphs"),
    };

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
