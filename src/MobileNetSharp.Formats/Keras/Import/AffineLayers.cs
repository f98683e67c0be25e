using System.Collections.Immutable;
using System.Text.Json;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Keras.Import;

/// <summary>Arithmetic: preprocessing inside the network, and the sums and products that Keras makes layers of.</summary>
static class AffineLayers
{
    /// <summary>What Keras keeps a deviation above.</summary>
    const float Epsilon = 1e-7f;

    public static KerasValue Rescaling(KerasImportContext context, KerasLayer layer, KerasValue x) =>
        new(context.Affine(layer, x.Node, Numbers(layer, "scale", 1), Numbers(layer, "offset", 0)), x.Rank);

    /// <summary><c>(x − mean)/√variance</c>, of the configuration or learned.</summary>
    public static KerasValue Normalization(KerasImportContext context, KerasLayer layer, KerasValue x)
    {
        if (layer.Flag("invert", false))
            throw layer.Fault("its inverse has no counterpart in our graphs");
        var isGiven = layer["mean"] is not null;
        var channels = x.Node.Channels;
        var mean = isGiven ? Numbers(layer, "mean", 0) : context.Read(layer, 0, [channels], "mean").ToFloats();
        var variance = isGiven ? Numbers(layer, "variance", 1) : context.Read(layer, 1, [channels], "variance").ToFloats();
        if (mean.Length != variance.Length)
            throw layer.Fault($"it has {mean.Length} means and {variance.Length} variances");
        float[] scale = [.. variance.Select(value => 1 / MathF.Max(MathF.Sqrt(value), Epsilon))];
        return new(context.Affine(layer, x.Node, scale, [.. mean.Zip(scale, (value, factor) => -value * factor)]), x.Rank);
    }

    /// <summary>A sum of layers, or one layer with a constant.</summary>
    public static KerasValue Operator(KerasImportContext context, KerasLayer layer, ImmutableArray<KerasOperand> operands)
    {
        var name = Name(layer);
        if (layer.ClassName == "TensorFlowOpLayer")
            operands = [.. operands, .. Constants(layer)];
        return operands switch
        {
            [{ Value: { } x }] when Activation(name) is { } op => new(context.Declare(layer, op, [x.Node]), x.Rank),
            [{ Value: { } x }, { Value: null, Constant: var y }] => Scalar(context, layer, name, x, (float)y),
            [{ Value: null, Constant: var y }, { Value: { } x }] when name is "add" or "mul" => Scalar(context, layer, name, x, (float)y),
            [{ Value: { } x }, ..] when name == "add" && operands.All(operand => operand.Value is not null) => Sum(context, layer, x, operands),
            _ => throw layer.Fault($"its operator '{name}' on such operands has no counterpart in our graphs"),
        };
    }

    static KerasValue Sum(KerasImportContext context, KerasLayer layer, KerasValue first, ImmutableArray<KerasOperand> operands)
    {
        var sum = first.Node;
        for (var i = 1; i < operands.Length; i++)
            sum = context.Declare(layer, new Add(), [sum, operands[i].Value!.Value.Node], i == 1 ? "" : "add");
        return first with { Node = sum };
    }

    static KerasValue Scalar(KerasImportContext context, KerasLayer layer, string name, KerasValue x, float y)
    {
        var (scale, shift) = name switch
        {
            "add" => (1f, y),
            "sub" => (1f, -y),
            "mul" => (y, 0f),
            "div" when y != 0 => (1 / y, 0f),
            "div" => throw layer.Fault("it divides by 0"),
            _ => throw layer.Fault($"its operator '{name}' has no counterpart in our graphs"),
        };
        return new(context.Affine(layer, x.Node, [scale], [shift]), x.Rank);
    }

    static Op? Activation(string name) => name switch
    {
        "nn.relu" => Graphs.Activation.Relu,
        "nn.relu6" => Graphs.Activation.Relu6,
        "nn.softmax" => new Softmax(),
        "math.sigmoid" or "nn.sigmoid" => Graphs.Activation.Sigmoid,
        _ => null,
    };

    /// <summary>Keras 3 has classes for operators, TensorFlow 2 functions, its first versions nodes of its graph.</summary>
    static string Name(KerasLayer layer)
    {
        var name = layer.ClassName switch
        {
            "TFOpLambda" or "SlicingOpLambda" => layer.Text("function", ""),
            "TensorFlowOpLayer" when layer["node_def"] is { ValueKind: JsonValueKind.Object } node && KerasLayer.Member(node, "op") is { ValueKind: JsonValueKind.String } op => op.GetString()!,
            _ => layer.ClassName,
        };
        return name switch
        {
            "Add" or "AddV2" or "math.add" or "__operators__.add" => "add",
            "Subtract" or "Sub" or "math.subtract" or "__operators__.sub" => "sub",
            "Multiply" or "Mul" or "math.multiply" or "__operators__.mul" => "mul",
            "TrueDivide" or "Divide" or "RealDiv" or "math.truediv" or "math.divide" or "__operators__.truediv" => "div",
            _ => name,
        };
    }

    /// <summary>Constants by the position of the operand, which is the second here.</summary>
    static IEnumerable<KerasOperand> Constants(KerasLayer layer) =>
        layer["constants"] is { } constants && KerasLayer.Member(constants, "1") is { ValueKind: JsonValueKind.Number } number ? [new(null, number.GetDouble())] : [];

    /// <summary>A number, or a list of them with or without axes of length 1 around it.</summary>
    static float[] Numbers(KerasLayer layer, string field, float standard)
    {
        var value = layer[field];
        while (value is { ValueKind: JsonValueKind.Array } outer && outer.GetArrayLength() == 1 && outer[0].ValueKind == JsonValueKind.Array)
            value = outer[0];
        if (value is { ValueKind: JsonValueKind.Object } array) // an array of NumPy, written by its class
            value = KerasLayer.Member(array, "config") is { } config ? KerasLayer.Member(config, "value") : null;
        return value switch
        {
            null => [standard],
            { ValueKind: JsonValueKind.Number } number => [(float)number.GetDouble()],
            { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number) => [.. list.EnumerateArray().Select(item => (float)item.GetDouble())],
            _ => throw layer.Fault($"its {field} should be numbers"),
        };
    }
}
