using System.Text.Json;

namespace MobileNetSharp.Formats.Keras;

/// <summary>An output of a layer's call: of the layer of this name, the number of the call, the number of the output.</summary>
readonly record struct KerasOutput(string Layer, int Call, int Index);

/// <summary>An input of a call: the output of another layer, or a constant.</summary>
readonly record struct KerasArgument(KerasOutput? Output, double Constant);

/// <summary>One call of a layer in a functional model: its inputs in order.</summary>
sealed record KerasCall(KerasLayer Layer, int Number, IReadOnlyList<KerasArgument> Arguments)
{
    const int MaximumDepth = 8;

    /// <summary>Every call of a layer, as Keras 2 or as Keras 3 writes them.</summary>
    public static IEnumerable<KerasCall> All(KerasLayer layer)
    {
        if (layer.InboundNodes is not { } nodes)
            yield break;
        var number = 0;
        foreach (var node in nodes.EnumerateArray())
        {
            var arguments = new List<KerasArgument>();
            if (node.ValueKind == JsonValueKind.Object)
            {
                AddAll(layer, KerasLayer.Member(node, "args"), arguments, 0);
                AddNamed(layer, KerasLayer.Member(node, "kwargs"), arguments);
            }
            else
            {
                AddOld(layer, node, arguments);
            }

            yield return new(layer, number++, arguments);
        }
    }

    /// <summary>The outputs that a model's <c>input_layers</c> or <c>output_layers</c> name, one or more in any structure.</summary>
    public static IReadOnlyList<KerasOutput> Outputs(KerasLayer model, string field)
    {
        var arguments = new List<KerasArgument>();
        AddAll(model, model[field], arguments, 0);
        return [.. arguments.Where(argument => argument.Output is not null).Select(argument => argument.Output!.Value)];
    }

    /// <summary>Keras 3: tensors, numbers, and lists of them.</summary>
    static void AddAll(KerasLayer layer, JsonElement? value, List<KerasArgument> arguments, int depth)
    {
        if (depth > MaximumDepth)
            throw layer.Fault("its inputs are nested too deep");
        switch (value)
        {
            case { ValueKind: JsonValueKind.Number } number:
                arguments.Add(new(null, number.GetDouble()));
                break;
            case { ValueKind: JsonValueKind.Array } list when Reference(list) is { } output:
                arguments.Add(new(output, 0));
                break;
            case { ValueKind: JsonValueKind.Array } list:
                foreach (var item in list.EnumerateArray())
                    AddAll(layer, item, arguments, depth + 1);
                break;
            case { ValueKind: JsonValueKind.Object } tensor when KerasLayer.Member(tensor, "config") is { } config && KerasLayer.Member(config, "keras_history") is { } history:
                arguments.Add(new(Reference(history) ?? throw layer.Fault("one of its inputs is not a layer, a call and an output"), 0));
                break;
            case { ValueKind: JsonValueKind.Object } structure:
                foreach (var member in structure.EnumerateObject())
                    AddAll(layer, member.Value, arguments, depth + 1);
                break;
        }
    }

    /// <summary>Second operands are passed by these names.</summary>
    static void AddNamed(KerasLayer layer, JsonElement? named, List<KerasArgument> arguments)
    {
        if (named is not { ValueKind: JsonValueKind.Object } members)
            return;
        foreach (var member in members.EnumerateObject())
        {
            if (member.Name is "x" or "x1" or "x2" or "y" or "inputs")
                AddAll(layer, member.Value, arguments, 0);
        }
    }

    /// <summary>Keras 2: <c>[name, call, output, named]</c>, or a list of these; constants come among the named, or under the name _CONSTANT_VALUE.</summary>
    static void AddOld(KerasLayer layer, JsonElement node, List<KerasArgument> arguments)
    {
        if (node.ValueKind != JsonValueKind.Array)
            throw layer.Fault("its inbound nodes are not lists");
        if (node.GetArrayLength() < 3 || node[0].ValueKind != JsonValueKind.String)
        {
            foreach (var item in node.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Array || item.GetArrayLength() < 3 || item[0].ValueKind != JsonValueKind.String)
                    throw layer.Fault("one of its inputs is not a layer, a call and an output");
                AddOld(layer, item, arguments);
            }

            return;
        }

        if (node[0].ValueEquals("_CONSTANT_VALUE"u8))
            AddAll(layer, node[2], arguments, 0);
        else
            arguments.Add(new(Reference(node) ?? throw layer.Fault("one of its inputs is not a layer, a call and an output"), 0));
        if (node.GetArrayLength() > 3)
            AddNamed(layer, node[3], arguments);
    }

    static KerasOutput? Reference(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.GetArrayLength() >= 3 && list[0].ValueKind == JsonValueKind.String
        && list[1].ValueKind == JsonValueKind.Number && list[1].TryGetInt32(out var call)
        && list[2].ValueKind == JsonValueKind.Number && list[2].TryGetInt32(out var index)
            ? new(list[0].GetString()!, call, index)
            : null;
}
