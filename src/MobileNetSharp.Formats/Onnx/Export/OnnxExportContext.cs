using System.Collections.Immutable;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;
using static MobileNetSharp.Formats.Onnx.Export.OnnxAttributes;

namespace MobileNetSharp.Formats.Onnx.Export;

/// <summary>What the writers of operators share: the file, and the names of the nodes' values in it. Values of one pixel may be <c>(N,C)</c>; all others are <c>(N,C,H,W)</c>.</summary>
sealed class OnnxExportContext
{
    readonly HashSet<string> names = new(StringComparer.Ordinal);
    readonly HashSet<string> nodeNames = new(StringComparer.Ordinal);
    readonly HashSet<string> written = new(StringComparer.Ordinal);
    readonly Dictionary<Node, (string Name, bool IsVector)> values = [];
    readonly Dictionary<Node, string> otherForms = [];
    readonly ILookup<Node, GraphOutput> outputs;
    readonly Model model;
    readonly bool isOneImage;

    /// <summary>Begins a file with the model's weights; a file of detections is for one image.</summary>
    public OnnxExportContext(Model model, DetectionOutputs detections)
    {
        this.model = model;
        isOneImage = detections == DetectionOutputs.Suppressed;
        if (isOneImage)
            names.UnionWith([OnnxDetections.Boxes, OnnxDetections.Scores, OnnxDetections.Classes]);
        outputs = model.Graph.Outputs.ToLookup(output => output.Node);
        File = new() { Name = model.Graph.Name };
        foreach (var output in model.Graph.Outputs)
            names.Add(output.Name);
        foreach (var spec in model.Graph.WeightsOf())
        {
            if (model.Weights.TryGetValue(spec.Name, out var tensor) && !OnnxCounters.IsCounter(spec, tensor) && names.Add(spec.Name))
                File.Initializer.Add(OnnxTensors.Write(spec.Name, tensor));
        }
    }

    public GraphProto File { get; }

    /// <summary>The node's value in the file, in the form in which it was computed.</summary>
    public (string Name, bool IsVector) Value(Node node) => values[node];

    /// <summary>Declares an input of the graph.</summary>
    public void AddInput(Node node)
    {
        var layout = ((Input)node.Op).Layout ?? TensorLayout.Nchw;
        var name = UniqueName(node.Name);
        File.Input.Add(Describe(name, node, layout));
        if (layout == TensorLayout.Nhwc)
            name = AddHelper(node, "nchw", "Transpose", [name], Attribute("perm", 0, 3, 1, 2));
        values.Add(node, (name, false));
    }

    public static bool IsPixel(Node node) => node.Shape is { Height: 1, Width: 1 };

    /// <summary>Names an output of the graph: the node's value, brought into the output's layout where it has another.</summary>
    public void AddOutput(GraphOutput output)
    {
        var layout = Layout(output);
        if (written.Add(output.Name))
            WriteOutput(output, layout);
        File.Output.Add(Describe(output.Name, output.Node, layout));
    }

    void WriteOutput(GraphOutput output, TensorLayout layout)
    {
        var (node, name) = (output.Node, output.Name);
        if (HasLayout(layout, values[node].IsVector))
            Append("Identity", name, name, [values[node].Name]);
        else if (layout == TensorLayout.Nc)
            Append("Flatten", name, name, [values[node].Name]);
        else if (IsPixel(node))
            Append("Reshape", name, name, [values[node].Name, OutputShape(node, layout)]);
        else if (layout == TensorLayout.Nch)
            Append("Reshape", name, name, [Map(node), OutputShape(node, layout)]);
        else if (layout == TensorLayout.Nhwc)
            Append("Transpose", name, name, [Map(node)], Attribute("perm", 0, 2, 3, 1));
        else
            Append("Reshape", name, name, [AddHelper(node, "nhwc", "Transpose", [Map(node)], Attribute("perm", 0, 2, 3, 1)), OutputShape(node, layout)]);
    }

    string OutputShape(Node node, TensorLayout layout) => Integers(node, "output_shape", [0, .. layout.Dims(node.Shape)[1..].Select(length => (long)length)]);

    static TensorLayout Layout(GraphOutput output) => output.Layout ?? (IsPixel(output.Node) ? TensorLayout.Nc : TensorLayout.Nchw);

    static bool HasLayout(TensorLayout layout, bool isVector) => layout == (isVector ? TensorLayout.Nc : TensorLayout.Nchw);

    ValueInfoProto Describe(string name, Node node, TensorLayout layout)
    {
        var shape = new TensorShapeProto { Dim = { isOneImage ? new TensorShapeProto.Types.Dimension { DimValue = 1 } : new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        foreach (var length in layout.Dims(node.Shape)[1..])
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = length });
        var type = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }

    /// <summary>Adds the node's own operator, whose output is the node's value.</summary>
    public void Add(Node node, string op, bool isVector, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var output = outputs[node].FirstOrDefault(output => HasLayout(Layout(output), isVector));
        var name = output?.Name ?? UniqueName(node.Name);
        written.Add(name);
        values.Add(node, (name, isVector));
        Append(op, node.Name, name, inputs, attributes);
    }

    /// <summary>Adds an operator beside the node's own; its output's name begins with the node's.</summary>
    public string AddHelper(Node node, string suffix, string op, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var name = UniqueName($"{node.Name}/{suffix}");
        Append(op, name, name, inputs, attributes);
        return name;
    }

    /// <summary>Sorts numbers, the largest first, of which so many become an output of the file; the name of their indices.</summary>
    public string AddTopK(Node node, string suffix, string numbers, string count, string output)
    {
        var indices = UniqueName($"{node.Name}/{suffix}");
        Append("TopK", output, output, [numbers, count]);
        File.Node[^1].Output.Add(indices);
        return indices;
    }

    /// <summary>Adds an operator whose output is one of the file's, under its own name.</summary>
    public void AddFinal(string op, string output, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes) => Append(op, output, output, inputs, attributes);

    /// <summary>Declares an output of the file with a row for each detection.</summary>
    public void DescribeFinal(string output, TensorProto.Types.DataType type, params ReadOnlySpan<int> columns)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "detections" } } };
        foreach (var length in columns)
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = length });
        File.Output.Add(new ValueInfoProto { Name = output, Type = new TypeProto { TensorType = new() { ElemType = (int)type, Shape = shape } } });
    }

    void Append(string op, string name, string output, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var proto = new NodeProto { OpType = op, Name = Unique(name, nodeNames), Output = { output } };
        foreach (var input in inputs)
            proto.Input.Add(input);
        foreach (var attribute in attributes)
            proto.Attribute.Add(attribute);
        File.Node.Add(proto);
    }

    /// <summary>The node's value as (N,C,H,W).</summary>
    public string Map(Node node) => values[node] is { IsVector: false } value ? value.Name : OtherForm(node);

    /// <summary>The node's value as (N,C).</summary>
    public string Vector(Node node) => values[node] is { IsVector: true } value ? value.Name : OtherForm(node);

    string OtherForm(Node node)
    {
        if (!otherForms.TryGetValue(node, out var name))
        {
            name = values[node].IsVector
                ? AddHelper(node, "map", "Reshape", [values[node].Name, Integers(node, "map_shape", [0, node.Channels, 1, 1])])
                : AddHelper(node, "vector", "Flatten", [values[node].Name]);
            otherForms.Add(node, name);
        }

        return name;
    }

    /// <summary>A weight as float32: as it is stored, or converted by an operator where it is of another type.</summary>
    public string Weight(Node node, string suffix)
    {
        var name = $"{node.Name}.{suffix}";
        var tensor = model.Weights[name];
        if (tensor.Quantization is { } quantization)
        {
            var scale = Constant(node, $"{suffix}_scale", Tensor.FromFloats(Parameters(quantization), quantization.Scales.AsSpan()));
            var zeroPoint = Constant(node, $"{suffix}_zero_point", ZeroPoints(quantization));
            return AddHelper(node, suffix, "DequantizeLinear", [name, scale, zeroPoint], Attribute("axis", (long)(quantization.Axis ?? 0)));
        }

        return tensor.Type == ElementType.Float32
            ? name
            : AddHelper(node, suffix, "Cast", [name], Attribute("to", (long)TensorProto.Types.DataType.Float));
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

    public string Scalar(Node node, string suffix, float value) => Constant(node, suffix, Tensor.FromFloats([], [value]));

    public string Integers(Node node, string suffix, ReadOnlySpan<long> values) => Constant(node, suffix, Tensor.FromInt64([values.Length], values));

    public string Constant(Node node, string suffix, Tensor tensor)
    {
        var name = UniqueName($"{node.Name}/{suffix}");
        File.Initializer.Add(OnnxTensors.Write(name, tensor));
        return name;
    }

    public string UniqueName(string wanted) => Unique(wanted, names);

    static string Unique(string wanted, HashSet<string> names)
    {
        var name = wanted;
        for (var i = 2; !names.Add(name); i++)
            name = $"{wanted}_{i}";
        return name;
    }
}
