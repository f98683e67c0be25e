using Google.Protobuf;
using MobileNetSharp.Formats.Onnx;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Weights;
using AttributeType = MobileNetSharp.Formats.Onnx.Schema.AttributeProto.Types.AttributeType;

namespace MobileNetSharp.Formats.Tests.Onnx;

/// <summary>A small ONNX file as another exporter would write it: input <c>x</c>, output <c>y</c>, one node after the other.</summary>
sealed class OnnxSample
{
    readonly GraphProto graph = new() { Name = "sample" };
    readonly int opset;
    uint random = 1;

    public OnnxSample(int opset, params long[] input)
    {
        this.opset = opset;
        graph.Input.Add(Value("x", input));
        graph.Output.Add(Value("y", []));
    }

    public GraphProto Graph => graph;

    public OnnxSample Node(string op, string inputs, string output, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Output = { output } };
        node.Input.Add(inputs.Split(' ').Select(input => input == "-" ? "" : input));
        foreach (var (name, value) in attributes)
            node.Attribute.Add(Attribute(name, value));
        graph.Node.Add(node);
        return this;
    }

    /// <summary>A constant of random values.</summary>
    public OnnxSample Weight(string name, params int[] shape)
    {
        var values = new float[shape.Aggregate(1, (product, axis) => product * axis)];
        foreach (ref var value in values.AsSpan())
            value = ((random = (random * 1664525) + 1013904223) >> 8) / (float)(1 << 24) + (name == "var" ? 0.5f : -0.4f);
        return Constant(name, Tensor.FromFloats([.. shape], values));
    }

    public OnnxSample Integers(string name, params long[] values) => Constant(name, Tensor.FromInt64([values.Length], values));

    public OnnxSample Floats(string name, params float[] values) => Constant(name, Tensor.FromFloats([values.Length], values));

    public OnnxSample Constant(string name, Tensor tensor)
    {
        graph.Initializer.Add(OnnxTensors.Write(name, tensor));
        return this;
    }

    public byte[] Bytes() => Bytes(Model());

    public ModelProto Model() => new()
    {
        IrVersion = opset < 9 ? 3 : 8,
        OpsetImport = { new OperatorSetIdProto { Version = opset } },
        Graph = opset < 9 ? WithWeightsAsInputs() : graph,
    };

    /// <summary>A file of ours as one without our metadata, which is read from its nodes.</summary>
    public static byte[] WithoutCard(byte[] file)
    {
        var proto = ModelProto.Parser.ParseFrom(file);
        proto.MetadataProps.Clear();
        return Bytes(proto);
    }

    public static byte[] Bytes(ModelProto proto) => proto.ToByteArray();

    /// <summary>Before IR 4 every initializer was an input too.</summary>
    GraphProto WithWeightsAsInputs()
    {
        var older = graph.Clone();
        foreach (var tensor in older.Initializer)
        {
            older.Input.Add(Value(tensor.Name, [.. tensor.Dims]));
            older.Input[^1].Type.TensorType.ElemType = tensor.DataType;
        }

        return older;
    }

    static ValueInfoProto Value(string name, long[] dims)
    {
        var type = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float };
        if (name != "y")
        {
            type.Shape = new TensorShapeProto();
            type.Shape.Dim.Add(dims.Select(dim => dim > 0
                ? new TensorShapeProto.Types.Dimension { DimValue = dim }
                : new TensorShapeProto.Types.Dimension { DimParam = "batch" }));
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }

    static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int number:
                (attribute.Type, attribute.I) = (AttributeType.Int, number);
                break;
            case float number:
                (attribute.Type, attribute.F) = (AttributeType.Float, number);
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case float[] numbers:
                attribute.Type = AttributeType.Floats;
                attribute.Floats.Add(numbers);
                break;
            case Tensor tensor:
                (attribute.Type, attribute.T) = (AttributeType.Tensor, OnnxTensors.Write("", tensor));
                break;
            default:
                attribute.Type = AttributeType.Ints;
                attribute.Ints.Add(((int[])value).Select(number => (long)number));
                break;
        }

        return attribute;
    }
}
