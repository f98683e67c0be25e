using System.Runtime.InteropServices;
using MobileNetSharp.Formats.TfLite.Metadata;
using MobileNetSharp.Graphs;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite.Export;

/// <summary>What the writers of operators share: the file's tables, and the tensors of the nodes. Values of one pixel may be <c>(N,C)</c>; all others are <c>(N,H,W,C)</c>.</summary>
sealed class TfLiteExportContext(Model model)
{
    readonly List<FlatFields> tensors = [];
    readonly List<FlatFields> buffers = [[]]; // by convention the first is empty, and what has no data refers to it
    readonly List<FlatFields> codes = [];
    readonly List<FlatFields> operators = [];
    readonly Dictionary<(TfLiteOperator Code, int Version), int> codeIndices = [];
    readonly Dictionary<Node, (int Tensor, bool IsVector)> values = [];
    readonly Dictionary<Node, int> otherForms = [];
    readonly Dictionary<string, int> outputTensors = new(StringComparer.Ordinal);
    (string Name, int Tensor)[] customOutputs = [];
    readonly ILookup<Node, GraphOutput> outputs = model.Graph.Outputs.ToLookup(output => output.Node);

    public Model Model { get; } = model;

    /// <summary>The name in the file of a node or a weight; TensorFlow's scopes end in slashes.</summary>
    public static string FileName(string name) => name.Replace('.', '/');

    public static bool IsPixel(Node node) => node.Shape is { Height: 1, Width: 1 };

    /// <summary>Whether the node has a value already: an activation that the operator before it has taken in.</summary>
    public bool HasValue(Node node) => values.ContainsKey(node);

    /// <summary>The node's value, in the form in which it was computed.</summary>
    public (int Tensor, bool IsVector) Value(Node node) => values[node];

    public void SetValue(Node node, (int Tensor, bool IsVector) value) => values.Add(node, value);

    public void AddOperator(TfLiteOperator code, ReadOnlySpan<int> inputs, int output, TfLiteOptions type, FlatFields options, int version = 1)
    {
        if (!codeIndices.TryGetValue((code, version), out var index))
        {
            codeIndices.Add((code, version), index = codes.Count);
            codes.Add(new()
            {
                [Schema.OperatorCode.DeprecatedBuiltinCode] = (byte)Math.Min((int)code, sbyte.MaxValue),
                [Schema.OperatorCode.Version] = version,
                [Schema.OperatorCode.BuiltinCode] = (int)code,
            });
        }

        var fields = new FlatFields
        {
            [Schema.Operator.OpcodeIndex] = (uint)index,
            [Schema.Operator.Inputs] = inputs.ToArray(),
            [Schema.Operator.Outputs] = new[] { output },
        };
        if (type != TfLiteOptions.None)
            (fields[Schema.Operator.BuiltinOptionsType], fields[Schema.Operator.BuiltinOptions]) = ((byte)type, options);
        operators.Add(fields);
    }

    /// <summary>Adds a custom operator, whose outputs become the file's in place of the graph's.</summary>
    public void AddCustomOperator(string name, int[] inputs, int[][] shapes, byte[] options)
    {
        customOutputs = [.. shapes.Select((shape, i) => i == 0 ? name : $"{name}:{i}").Zip(shapes, (output, shape) => (output, AddTensor(output, shape, TfLiteType.FLOAT32, buffer: 0)))];
        codes.Add(new()
        {
            [Schema.OperatorCode.DeprecatedBuiltinCode] = (byte)TfLiteOperator.CUSTOM,
            [Schema.OperatorCode.CustomCode] = name,
            [Schema.OperatorCode.Version] = 1,
            [Schema.OperatorCode.BuiltinCode] = (int)TfLiteOperator.CUSTOM,
        });
        operators.Add(new()
        {
            [Schema.Operator.OpcodeIndex] = (uint)(codes.Count - 1),
            [Schema.Operator.Inputs] = inputs,
            [Schema.Operator.Outputs] = customOutputs.Select(output => output.Tensor).ToArray(),
            [Schema.Operator.CustomOptions] = (ReadOnlyMemory<byte>)options,
        });
    }

    /// <summary>The tensor of an output that was added.</summary>
    public int OutputTensor(GraphOutput output) => outputTensors[output.Name];

    public void AddOutput(GraphOutput output)
    {
        if (outputTensors.ContainsKey(output.Name))
            return;
        var (node, name, layout) = (output.Node, output.Name, Layout(output));
        var (value, shape) = (values[node].Tensor, layout.Dims(node.Shape));
        var tensor = AddTensor(name, [.. shape], TfLiteType.FLOAT32, buffer: 0);
        outputTensors.Add(name, tensor);
        if (IsPixel(node) || layout is not (TensorLayout.Nch or TensorLayout.Nchw))
        {
            Reshape(value, tensor, name, [-1, .. shape[1..]]);
            return;
        }

        if (layout == TensorLayout.Nch)
        {
            var nhc = TensorLayout.Nhc.Dims(node.Shape);
            var rows = AddTensor($"{name}/nhc", [.. nhc], TfLiteType.FLOAT32, buffer: 0);
            Reshape(value, rows, $"{name}/nhc", [-1, .. nhc[1..]]);
            value = rows;
        }

        int[] order = layout == TensorLayout.Nch ? [0, 2, 1] : [0, 3, 1, 2];
        AddOperator(TfLiteOperator.TRANSPOSE, [value, Integers($"{name}/permutation", [order.Length], order)], tensor, TfLiteOptions.Transpose, []);
    }

    static TensorLayout Layout(GraphOutput output) => output.Layout ?? (IsPixel(output.Node) ? TensorLayout.Nc : TensorLayout.Nhwc);

    /// <summary>Adds the node's own operator, whose output is the node's value.</summary>
    public void Add(Node node, TfLiteOperator code, bool isVector, ReadOnlySpan<int> inputs, TfLiteOptions type, FlatFields options, int version = 1)
    {
        var output = outputs[node].FirstOrDefault(output => Layout(output) == (isVector ? TensorLayout.Nc : TensorLayout.Nhwc));
        var tensor = AddActivation(output?.Name ?? FileName(node.Name), node, isVector);
        if (output is not null)
            outputTensors.Add(output.Name, tensor);
        values.Add(node, (tensor, isVector));
        AddOperator(code, inputs, tensor, type, options, version);
    }

    /// <summary>The node's value as (N,H,W,C).</summary>
    public int Map(Node node) => values[node] is { IsVector: false } value ? value.Tensor : OtherForm(node);

    /// <summary>The node's value as (N,C).</summary>
    public int Vector(Node node) => values[node] is { IsVector: true } value ? value.Tensor : OtherForm(node);

    public int Integers(string name, int[] shape, ReadOnlySpan<int> numbers) =>
        Constant(name, shape, TfLiteType.INT32, MemoryMarshal.AsBytes(numbers).ToArray());

    public int Integers(Node node, string suffix, ReadOnlySpan<int> numbers) => Integers(FileName($"{node.Name}.{suffix}"), [numbers.Length], numbers);

    public int Scalar(Node node, string suffix, float number) =>
        Constant(FileName($"{node.Name}.{suffix}"), [1], TfLiteType.FLOAT32, MemoryMarshal.AsBytes<float>([number]).ToArray());

    public int Constant(string name, int[] shape, TfLiteType type, ReadOnlyMemory<byte> bytes)
    {
        buffers.Add(new() { [Schema.Buffer.Data] = bytes });
        return AddTensor(name, shape, type, buffers.Count - 1);
    }

    public int AddTensor(string name, int[] shape, TfLiteType type, int buffer)
    {
        tensors.Add(new()
        {
            [Schema.Tensor.Shape] = shape,
            [Schema.Tensor.Type] = (byte)type,
            [Schema.Tensor.Buffer] = (uint)buffer,
            [Schema.Tensor.Name] = name,
        });
        return tensors.Count - 1;
    }

    public int AddActivation(string name, Node node, bool isVector)
    {
        var (batch, height, width, channels) = node.Shape;
        return AddTensor(name, isVector ? [batch, channels] : [batch, height, width, channels], TfLiteType.FLOAT32, buffer: 0);
    }

    IEnumerable<(string Name, int Tensor)> FileOutputs =>
        customOutputs.Length > 0 ? customOutputs : Model.Graph.Outputs.Select(output => (output.Name, outputTensors[output.Name]));

    /// <summary>The file's root table, with the card and, unless it is empty, TFLite's own metadata.</summary>
    public FlatFields ToFile(ReadOnlyMemory<byte> card, ReadOnlyMemory<byte> tfliteMetadata)
    {
        List<FlatFields> metadata = [Metadata(TfLiteCard.Key, card)];
        if (!tfliteMetadata.IsEmpty)
            metadata.Add(Metadata(TfLiteMetadata.Key, tfliteMetadata));
        return new()
        {
            [Schema.Model.Version] = Schema.Version,
            [Schema.Model.OperatorCodes] = codes.ToArray(),
            [Schema.Model.Subgraphs] = new FlatFields[] { Subgraph() },
            [Schema.Model.Description] = "MobileNetSharp: inputs (N,H,W,C); outputs (N,H,W,C), or (N,C) where the map is one pixel, unless they came with other axes.",
            [Schema.Model.Buffers] = buffers.ToArray(),
            [Schema.Model.Metadata] = metadata.ToArray(),
            [Schema.Model.SignatureDefs] = new FlatFields[]
            {
                new()
                {
                    [Schema.SignatureDef.Inputs] = TensorMaps(Model.Graph.Inputs.Select(node => (node.Name, values[node].Tensor))),
                    [Schema.SignatureDef.Outputs] = TensorMaps(FileOutputs),
                    [Schema.SignatureDef.SignatureKey] = "serving_default",
                },
            },
        };
    }

    FlatFields Metadata(string name, ReadOnlyMemory<byte> bytes)
    {
        buffers.Add(new() { [Schema.Buffer.Data] = bytes });
        return new() { [Schema.Metadata.Name] = name, [Schema.Metadata.Buffer] = (uint)(buffers.Count - 1) };
    }

    FlatFields Subgraph() => new()
    {
        [Schema.SubGraph.Tensors] = tensors.ToArray(),
        [Schema.SubGraph.Inputs] = Model.Graph.Inputs.Select(node => values[node].Tensor).ToArray(),
        [Schema.SubGraph.Outputs] = FileOutputs.Select(output => output.Tensor).ToArray(),
        [Schema.SubGraph.Operators] = operators.ToArray(),
        [Schema.SubGraph.Name] = Model.Graph.Name,
    };

    static FlatFields[] TensorMaps(IEnumerable<(string Name, int Tensor)> named) =>
        [.. named.Select(entry => new FlatFields { [Schema.TensorMap.Name] = entry.Name, [Schema.TensorMap.TensorIndex] = (uint)entry.Tensor })];

    int OtherForm(Node node)
    {
        if (!otherForms.TryGetValue(node, out var tensor))
        {
            var (given, isVector) = values[node];
            var name = FileName($"{node.Name}.{(isVector ? "map" : "vector")}");
            otherForms.Add(node, tensor = AddActivation(name, node, !isVector));
            Reshape(given, tensor, name, isVector ? [-1, node.Shape.Height, node.Shape.Width, node.Channels] : [-1, node.Channels]);
        }

        return tensor;
    }

    /// <summary>The same values under another shape, whose batch is left open.</summary>
    void Reshape(int from, int to, string name, int[] shape) => AddOperator(
        TfLiteOperator.RESHAPE, [from, Integers($"{name}/shape", [shape.Length], shape)], to, TfLiteOptions.Reshape, new() { [Schema.ReshapeOptions.NewShape] = shape });
}
