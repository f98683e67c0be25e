using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using AttributeType = MobileNetSharp.Formats.Onnx.Schema.AttributeProto.Types.AttributeType;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>A node of a file: its attributes by name and type, each of which must be asked for, and its inputs.</summary>
sealed class OnnxNode
{
    readonly NodeProto proto;
    readonly Dictionary<string, AttributeProto> attributes = new(StringComparer.Ordinal);
    readonly HashSet<string> unread = new(StringComparer.Ordinal);

    public OnnxNode(NodeProto proto)
    {
        this.proto = proto;
        foreach (var attribute in proto.Attribute)
        {
            if (!attributes.TryAdd(attribute.Name, attribute))
                throw Fault($"the attribute '{attribute.Name}' occurs twice");
            unread.Add(attribute.Name);
        }
    }

    public string Operator => proto.OpType;

    public string Domain => proto.Domain;

    /// <summary>The node's own name, or that of its output; may be empty.</summary>
    public string Name => proto.Name.Length > 0 ? proto.Name : Output;

    public string Output => proto.Output.Count > 0 ? proto.Output[0] : "";

    /// <summary>Outputs that have a name; inference needs one.</summary>
    public int OutputCount => proto.Output.Count(output => output.Length > 0);

    public int InputCount => proto.Input.Count;

    /// <summary>The name of what input <paramref name="index"/> reads; empty where it is left out.</summary>
    public string Input(int index) => index < proto.Input.Count ? proto.Input[index] : "";

    public bool Has(string name) => attributes.ContainsKey(name);

    public float Float(string name, float otherwise) => Attribute(name, AttributeType.Float)?.F ?? otherwise;

    public long Integer(string name, long otherwise) => Attribute(name, AttributeType.Int)?.I ?? otherwise;

    public bool Flag(string name, bool otherwise = false) => Integer(name, otherwise ? 1 : 0) != 0;

    public string Text(string name, string otherwise) => Attribute(name, AttributeType.String)?.S.ToStringUtf8() ?? otherwise;

    public TensorProto? Tensor(string name) => Attribute(name, AttributeType.Tensor)?.T;

    public long[]? Integers(string name) => Attribute(name, AttributeType.Ints)?.Ints.ToArray();

    public float[]? Floats(string name) => Attribute(name, AttributeType.Floats)?.Floats.ToArray();

    /// <summary>Small integers, such as a kernel's size; <paramref name="count"/> of them.</summary>
    public ImmutableArray<int>? Small(string name, int count)
    {
        if (Integers(name) is not { } values)
            return null;
        if (values.Length != count || values.Any(value => value is < int.MinValue or > int.MaxValue))
            throw Fault($"the attribute '{name}' must hold {count} numbers");
        return [.. values.Select(value => (int)value)];
    }

    /// <summary>Two small integers for height and width.</summary>
    public Size Size(string name, Size otherwise) => Small(name, 2) is [var height, var width] ? new Size(height, width) : otherwise;

    /// <summary>The number that was meant: ONNX stores 0.001 as the nearest float.</summary>
    public static double Exact(float value) =>
        double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Whether a domain is that of ONNX's own operators.</summary>
    public static bool IsStandard(string domain) => domain is "" or "ai.onnx";

    /// <summary>Notes that an attribute makes no difference to inference.</summary>
    public void Ignore(string name) => unread.Remove(name);

    /// <summary>Refuses an attribute that only has a meaning here with one value.</summary>
    public void Expect(string name, long value)
    {
        if (Integer(name, value) is var found && found != value)
            throw Fault($"{name} = {found.ToString(CultureInfo.InvariantCulture)} is not supported");
    }

    /// <summary>Refuses an attribute that was not read: ignoring it could change the result.</summary>
    public void ExpectAllRead()
    {
        if (unread.Count > 0)
            throw Fault($"the attribute '{unread.First()}' is not supported");
    }

    public ModelFormatException Fault(string what, Exception? inner = null) => new($"Node '{Name}' ({Operator}): {what}.", inner);

    AttributeProto? Attribute(string name, AttributeType type)
    {
        unread.Remove(name);
        if (!attributes.TryGetValue(name, out var attribute))
            return null;
        if (attribute.Type != type || (type == AttributeType.Tensor && attribute.T is null))
            throw Fault($"the attribute '{name}' must be of type {type}, is {attribute.Type}");
        return attribute;
    }
}
