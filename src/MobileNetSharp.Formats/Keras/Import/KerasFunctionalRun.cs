using System.Collections.Immutable;
using System.Text.Json;
using MobileNetSharp.Formats.Keras.Hdf5;

namespace MobileNetSharp.Formats.Keras.Import;

/// <summary>An operand of a call: the output of another layer, or a constant.</summary>
readonly record struct KerasOperand(KerasValue? Value, double Constant);

/// <summary>The calls of a functional model's layers, each as soon as its inputs are known, in whatever order the file lists them.</summary>
sealed class KerasFunctionalRun(
    KerasImportContext context, KerasLayer model, Func<KerasImportContext, KerasLayer, ImmutableArray<KerasOperand>, ImmutableArray<KerasValue>> apply)
{
    readonly Dictionary<string, KerasLayer> layers = new(StringComparer.Ordinal);
    readonly Dictionary<(string Layer, int Call), ImmutableArray<KerasValue>> values = [];
    readonly Dictionary<(string Layer, int Call), List<KerasCall>> waiting = [];
    readonly Queue<KerasCall> ready = [];

    public ImmutableArray<KerasValue> Run(ImmutableArray<KerasValue>? inputs)
    {
        foreach (var layer in model.Layers())
        {
            context.Spend(Hdf5File.EntryBytes);
            if (!layers.TryAdd(layer.Name, layer))
                throw layer.Fault("another layer has the same name");
        }

        DefineInputs(inputs);
        foreach (var call in model.Layers().Where(layer => layer.ClassName != "InputLayer").SelectMany(KerasCall.All))
            ready.Enqueue(call);
        while (ready.TryDequeue(out var call))
        {
            context.Spend(Hdf5File.EntryBytes * (1 + call.Arguments.Count));
            if (Missing(call) is { } missing)
                Wait(call, missing);
            else
                Define((call.Layer.Name, call.Number), apply(context, call.Layer, [.. call.Arguments.Select(Operand)]));
        }

        return [.. KerasCall.Outputs(model, "output_layers").Select(output => Find(output) ?? throw model.Fault($"nothing computes its output '{output.Layer}'"))];
    }

    void DefineInputs(ImmutableArray<KerasValue>? inputs)
    {
        var names = KerasCall.Outputs(model, "input_layers");
        if (names.Count == 0 || (inputs is { } given && given.Length != names.Count))
            throw model.Fault($"it has {names.Count} inputs, and gets {inputs?.Length ?? 0}");
        for (var i = 0; i < names.Count; i++)
        {
            var layer = layers.GetValueOrDefault(names[i].Layer) ?? throw model.Fault($"its input '{names[i].Layer}' is not one of its layers");
            Define((layer.Name, 0), [inputs?[i] ?? context.Input(layer, model)]);
        }
    }

    void Define((string Layer, int Call) key, ImmutableArray<KerasValue> outputs)
    {
        if (!values.TryAdd(key, outputs))
            throw model.Fault($"its layer '{key.Layer}' has a value already");
        if (!waiting.Remove(key, out var calls))
            return;
        foreach (var call in calls)
            ready.Enqueue(call);
    }

    void Wait(KerasCall call, (string, int) missing)
    {
        if (!waiting.TryGetValue(missing, out var calls))
            waiting.Add(missing, calls = []);
        calls.Add(call);
    }

    (string, int)? Missing(KerasCall call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Output is { } output && !values.ContainsKey(Key(output)))
                return Key(output);
        }

        return null;
    }

    KerasOperand Operand(KerasArgument argument) => argument.Output is { } output
        ? new(Find(output) ?? throw model.Fault($"its layer '{output.Layer}' has no output {output.Index}"), 0)
        : new(null, argument.Constant);

    KerasValue? Find(KerasOutput output) =>
        values.TryGetValue(Key(output), out var outputs) && output.Index >= 0 && output.Index < outputs.Length ? outputs[output.Index] : null;

    /// <summary>A model inside counts its calls from 1, as the call that made it is the first; Keras 3's sequential ones do not.</summary>
    (string Layer, int Call) Key(KerasOutput output)
    {
        if (layers.GetValueOrDefault(output.Layer) is not { IsModel: true, InboundNodes: { } nodes } inner || nodes.GetArrayLength() == 0)
            return (output.Layer, output.Call);
        if (nodes.GetArrayLength() == 1)
            return (output.Layer, 0);
        var countsFromZero = inner.ClassName == "Sequential" && nodes[0].ValueKind == JsonValueKind.Object;
        return (output.Layer, countsFromZero ? output.Call : output.Call - 1);
    }
}
