using System.Runtime.InteropServices;
using MobileNetSharp.Graphs;
using MobileNetSharp.Transforms;
using MobileNetSharp.Weights;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite;

/// <summary>A model as TFLite's operators and tensors. Values of one pixel may be <c>(N,C)</c>; all others are <c>(N,H,W,C)</c>.</summary>
sealed partial class TfLiteExport
{
    readonly Model model;
    readonly List<FlatFields> tensors = [];
    readonly List<FlatFields> buffers = [[]]; // by convention the first is empty, and what has no data refers to it
    readonly List<FlatFields> codes = [];
    readonly List<FlatFields> operators = [];
    readonly Dictionary<(TfLiteOperator Code, int Version), int> codeIndices = [];
    readonly Dictionary<Node, (int Tensor, bool IsVector)> values = [];
    readonly Dictionary<Node, int> otherForms = [];
    readonly Dictionary<string, int> outputTensors = new(StringComparer.Ordinal);
    readonly ILookup<Node, GraphOutput> outputs;

    TfLiteExport(Model model) => (this.model, outputs) = (model, model.Graph.Outputs.ToLookup(output => output.Node));

    /// <summary>The float model without batch normalization that stands for a model in the file. Throws <see cref="ModelFormatException"/>.</summary>
    public static Model Prepare(Model model)
    {
        if (Dequantize.IsQuantized(model))
            throw new ModelFormatException("The model is quantized, which is not written to TFLite: dequantize it first (--dequantize).");
        if (model.Graph.WeightsOf().Sum(spec => spec.Count * sizeof(float)) >= int.MaxValue)
            throw new ModelFormatException("The weights take 2 GB or more, which a TFLite file does not hold.");
        return BatchNormAsConvolution(FoldBatchNorm.Apply(model));
    }

    /// <summary>The file of a model that was prepared; the same model gives the same bytes.</summary>
    public static List<ReadOnlyMemory<byte>> Pieces(Model model) => FlatBuilder.Pieces(new TfLiteExport(model).Run(), Schema.Identifier);

    /// <summary>The name in the file of a node or a weight; TensorFlow's scopes end in slashes.</summary>
    public static string FileName(string name) => name.Replace('.', '/');

    /// <summary>Batch normalization that follows no convolution is a depthwise one of one pixel.</summary>
    static Model BatchNormAsConvolution(Model model)
    {
        var weights = new Dictionary<string, Tensor>(model.Weights, StringComparer.Ordinal);
        foreach (var node in model.Graph.Nodes.Where(node => node.Op is BatchNorm))
        {
            var (scale, shift) = FoldBatchNorm.ScaleAndShift(node, model.Weights);
            foreach (var spec in node.WeightsOf())
                weights.Remove(spec.Name);
            weights.Add($"{node.Name}.weight", Floats([node.Channels, 1, 1, 1], scale));
            weights.Add($"{node.Name}.bias", Floats([node.Channels], shift));
        }

        var graph = model.Graph.Rewrite(node => node.Op is BatchNorm
            ? new Conv2d(node.Channels, 1, 1, 1, Groups: node.Channels, Padding.None, HasBias: true)
            : node.Op);
        return new Model(graph, new WeightSet(weights), model.Card);
    }

    static Tensor Floats(ReadOnlySpan<int> shape, double[] numbers) => Tensor.FromFloats([.. shape], Array.ConvertAll(numbers, value => (float)value));

    static bool IsPixel(Node node) => node.Shape is { Height: 1, Width: 1 };

    FlatFields Run()
    {
        foreach (var node in model.Graph.Nodes)
        {
            if (!values.ContainsKey(node))
                Write(node);
        }

        foreach (var output in model.Graph.Outputs)
            Finish(output);
        var inputTensors = model.Graph.Inputs.ToDictionary(node => node.Name, node => values[node].Tensor, StringComparer.Ordinal);
        buffers.Add(new() { [Schema.Buffer.Data] = TfLiteCard.Write(model) });
        return new()
        {
            [Schema.Model.Version] = Schema.Version,
            [Schema.Model.OperatorCodes] = codes.ToArray(),
            [Schema.Model.Subgraphs] = new FlatFields[] { Subgraph() },
            [Schema.Model.Description] = "MobileNetSharp: inputs (N,H,W,C); outputs (N,H,W,C), or (N,C) where the map is one pixel.",
            [Schema.Model.Buffers] = buffers.ToArray(),
            [Schema.Model.Metadata] = new FlatFields[]
            {
                new() { [Schema.Metadata.Name] = TfLiteCard.Key, [Schema.Metadata.Buffer] = (uint)(buffers.Count - 1) },
            },
            [Schema.Model.SignatureDefs] = new FlatFields[]
            {
                new()
                {
                    [Schema.SignatureDef.Inputs] = Map(model.Graph.Inputs.Select(node => (node.Name, values[node].Tensor))),
                    [Schema.SignatureDef.Outputs] = Map(model.Graph.Outputs.Select(output => (output.Name, outputTensors[output.Name]))),
                    [Schema.SignatureDef.SignatureKey] = "serving_default",
                },
            },
        };
    }

    FlatFields Subgraph() => new()
    {
        [Schema.SubGraph.Tensors] = tensors.ToArray(),
        [Schema.SubGraph.Inputs] = model.Graph.Inputs.Select(node => values[node].Tensor).ToArray(),
        [Schema.SubGraph.Outputs] = model.Graph.Outputs.Select(output => outputTensors[output.Name]).ToArray(),
        [Schema.SubGraph.Operators] = operators.ToArray(),
        [Schema.SubGraph.Name] = model.Graph.Name,
    };

    static FlatFields[] Map(IEnumerable<(string Name, int Tensor)> named) =>
        [.. named.Select(entry => new FlatFields { [Schema.TensorMap.Name] = entry.Name, [Schema.TensorMap.TensorIndex] = (uint)entry.Tensor })];

    void Finish(GraphOutput output)
    {
        if (outputTensors.ContainsKey(output.Name))
            return;
        var tensor = Activation(output.Name, output.Node, IsPixel(output.Node));
        outputTensors.Add(output.Name, tensor);
        Reshape(values[output.Node].Tensor, tensor, output.Name, output.Node, IsPixel(output.Node));
    }

    /// <summary>The node's own operator, which yields the node's value.</summary>
    void Yield(Node node, TfLiteOperator code, bool isVector, ReadOnlySpan<int> inputs, TfLiteOptions type, FlatFields options, int version = 1)
    {
        var output = outputs[node].FirstOrDefault(_ => IsPixel(node) == isVector);
        var tensor = Activation(output?.Name ?? FileName(node.Name), node, isVector);
        if (output is not null)
            outputTensors.Add(output.Name, tensor);
        values.Add(node, (tensor, isVector));
        Operator(code, inputs, tensor, type, options, version);
    }

    void Operator(TfLiteOperator code, ReadOnlySpan<int> inputs, int output, TfLiteOptions type, FlatFields options, int version = 1)
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

    int Map(Node node) => values[node] is { IsVector: false } value ? value.Tensor : OtherForm(node);

    int Vector(Node node) => values[node] is { IsVector: true } value ? value.Tensor : OtherForm(node);

    int OtherForm(Node node)
    {
        if (!otherForms.TryGetValue(node, out var tensor))
        {
            var (given, isVector) = values[node];
            var name = FileName($"{node.Name}.{(isVector ? "map" : "vector")}");
            otherForms.Add(node, tensor = Activation(name, node, !isVector));
            Reshape(given, tensor, name, node, !isVector);
        }

        return tensor;
    }

    /// <summary>The same values in the node's form; the batch is left open.</summary>
    void Reshape(int from, int to, string name, Node node, bool isVector)
    {
        var (_, height, width, channels) = node.Shape;
        int[] shape = isVector ? [-1, channels] : [-1, height, width, channels];
        Operator(TfLiteOperator.RESHAPE, [from, Integers($"{name}/shape", [shape.Length], shape)], to, TfLiteOptions.Reshape, new() { [Schema.ReshapeOptions.NewShape] = shape });
    }

    int Activation(string name, Node node, bool isVector)
    {
        var (batch, height, width, channels) = node.Shape;
        return AddTensor(name, isVector ? [batch, channels] : [batch, height, width, channels], TfLiteType.FLOAT32, buffer: 0);
    }

    int Integers(string name, int[] shape, ReadOnlySpan<int> numbers) =>
        Constant(name, shape, TfLiteType.INT32, MemoryMarshal.AsBytes(numbers).ToArray());

    int Constant(string name, int[] shape, TfLiteType type, ReadOnlyMemory<byte> bytes)
    {
        buffers.Add(new() { [Schema.Buffer.Data] = bytes });
        return AddTensor(name, shape, type, buffers.Count - 1);
    }

    int AddTensor(string name, int[] shape, TfLiteType type, int buffer)
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
}
