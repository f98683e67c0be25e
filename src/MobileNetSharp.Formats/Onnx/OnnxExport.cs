using System.Collections.Immutable;
using Google.Protobuf;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx;

/// <summary>A model as ONNX's nodes and initializers. Values of one pixel may be <c>(N,C)</c>; all others are <c>(N,C,H,W)</c>.</summary>
sealed partial class OnnxExport(Model model)
{
    public const int Opset = 17;

    readonly GraphProto file = new() { Name = model.Graph.Name };
    readonly HashSet<string> names = new(StringComparer.Ordinal);
    readonly HashSet<string> written = new(StringComparer.Ordinal);
    readonly Dictionary<Node, (string Name, bool IsVector)> values = [];
    readonly Dictionary<Node, string> otherForms = [];
    readonly ILookup<Node, GraphOutput> outputs = model.Graph.Outputs.ToLookup(output => output.Node);

    /// <summary>Why ONNX cannot hold the model; null where it can.</summary>
    public static string? Fault(Model model)
    {
        if (model.Graph.Nodes.FirstOrDefault(node => node.Quantization is not null) is { } quantized)
            return $"Node '{quantized.Name}' is quantized, which is not written to ONNX: dequantize the model first (--dequantize).";
        var weights = model.Graph.WeightsOf().Select(spec => spec.Name).ToHashSet(StringComparer.Ordinal);
        if (model.Graph.Outputs.FirstOrDefault(output => weights.Contains(output.Name)) is { } output)
            return $"The output '{output.Name}' has the name of a weight, which ONNX does not allow: rename it.";
        return model.Graph.WeightsOf().Sum(spec => model.Weights.TryGetValue(spec.Name, out var tensor) ? (long)tensor.Bytes.Length : 0) >= int.MaxValue
            ? "The weights take 2 GB or more, which an ONNX file does not hold."
            : null;
    }

    /// <summary>The graph; the same model gives the same graph to the bit.</summary>
    public GraphProto Run()
    {
        foreach (var output in model.Graph.Outputs)
            names.Add(output.Name);
        foreach (var spec in model.Graph.WeightsOf())
        {
            if (model.Weights.TryGetValue(spec.Name, out var tensor) && !OnnxCounters.IsCounter(spec, tensor) && names.Add(spec.Name))
                file.Initializer.Add(OnnxTensors.Write(spec.Name, tensor));
        }

        foreach (var node in model.Graph.Nodes)
            Write(node);
        foreach (var output in model.Graph.Outputs)
            Finish(output);
        return file;
    }

    static bool IsPixel(Node node) => node.Shape is { Height: 1, Width: 1 };

    void Finish(GraphOutput output)
    {
        var node = output.Node;
        if (written.Add(output.Name))
            Append(IsPixel(node) && !values[node].IsVector ? "Flatten" : "Identity", output.Name, output.Name, [values[node].Name]);
        file.Output.Add(Value(output.Name, node, IsPixel(node)));
    }

    static ValueInfoProto Value(string name, Node node, bool isVector)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        foreach (var axis in (ReadOnlySpan<int>)(isVector ? [node.Channels] : [node.Channels, node.Shape.Height, node.Shape.Width]))
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = axis });
        var type = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }

    /// <summary>The node's own operator, which yields the node's value.</summary>
    void Yield(Node node, string op, bool isVector, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var output = outputs[node].FirstOrDefault(_ => IsPixel(node) == isVector);
        var name = output?.Name ?? Unique(node.Name);
        written.Add(name);
        values.Add(node, (name, isVector));
        Append(op, node.Name, name, inputs, attributes);
    }

    /// <summary>An operator beside the node's own; its value's name begins with the node's.</summary>
    string Helper(Node node, string suffix, string op, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var name = Unique($"{node.Name}/{suffix}");
        Append(op, name, name, inputs, attributes);
        return name;
    }

    void Append(string op, string name, string output, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var proto = new NodeProto { OpType = op, Name = name, Output = { output } };
        foreach (var input in inputs)
            proto.Input.Add(input);
        foreach (var attribute in attributes)
            proto.Attribute.Add(attribute);
        file.Node.Add(proto);
    }

    string Map(Node node) => values[node] is { IsVector: false } value ? value.Name : OtherForm(node);

    string Vector(Node node) => values[node] is { IsVector: true } value ? value.Name : OtherForm(node);

    string OtherForm(Node node)
    {
        if (!otherForms.TryGetValue(node, out var name))
        {
            name = values[node].IsVector
                ? Helper(node, "map", "Reshape", [values[node].Name, Integers(node, "map_shape", [0, node.Channels, 1, 1])])
                : Helper(node, "vector", "Flatten", [values[node].Name]);
            otherForms.Add(node, name);
        }

        return name;
    }

    /// <summary>A weight as float32: as it is stored, or converted by an operator where it is of another type.</summary>
    string Weight(Node node, string suffix)
    {
        var name = $"{node.Name}.{suffix}";
        var tensor = model.Weights[name];
        if (tensor.Quantization is { } quantization)
        {
            var scale = Constant(node, $"{suffix}_scale", Tensor.FromFloats(Parameters(quantization), quantization.Scales.AsSpan()));
            var zeroPoint = Constant(node, $"{suffix}_zero_point", ZeroPoints(quantization));
            return Helper(node, suffix, "DequantizeLinear", [name, scale, zeroPoint], Attribute("axis", (long)(quantization.Axis ?? 0)));
        }

        return tensor.Type == ElementType.Float32
            ? name
            : Helper(node, suffix, "Cast", [name], Attribute("to", (long)TensorProto.Types.DataType.Float));
    }

    static ImmutableArray<int> Parameters(Quantization quantization) =>
        quantization.Axis is null ? [] : [quantization.Scales.Length];

    static Tensor ZeroPoints(Quantization quantization)
    {
        var shape = Parameters(quantization);
        return quantization.Type == ElementType.Int32
            ? Tensor.FromInt32(shape, [.. quantization.ZeroPoints.Select(point => (int)point)])
            : new Tensor(quantization.Type, shape, quantization.ZeroPoints.Select(point => (byte)point).ToArray());
    }

    string Scalar(Node node, string suffix, float value) => Constant(node, suffix, Tensor.FromFloats([], [value]));

    string Integers(Node node, string suffix, ReadOnlySpan<long> values) => Constant(node, suffix, Tensor.FromInt64([values.Length], values));

    string Constant(Node node, string suffix, Tensor tensor)
    {
        var name = Unique($"{node.Name}/{suffix}");
        file.Initializer.Add(OnnxTensors.Write(name, tensor));
        return name;
    }

    string Unique(string wanted)
    {
        var name = wanted;
        for (var i = 2; !names.Add(name); i++)
            name = $"{wanted}_{i}";
        return name;
    }

    static AttributeProto Attribute(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    static AttributeProto Attribute(string name, float value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    static AttributeProto Attribute(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    static AttributeProto Attribute(string name, params ReadOnlySpan<int> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        foreach (var value in values)
            attribute.Ints.Add(value);
        return attribute;
    }
}
