using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Keras.Hdf5;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Keras.Import;

/// <summary>Makes our graph of a Keras model: layer by layer, models inside models included.</summary>
static class KerasImport
{
    public static Model Import(KerasLayer model, Hdf5File file, KerasWeights weights, Size? inputSize)
    {
        if (!model.IsModel)
            throw new ModelFormatException($"The Keras model is a '{model.ClassName}', a custom class; sequential and functional models can be read.");
        var context = new KerasImportContext(model.Name, file, weights, inputSize);
        try
        {
            foreach (var (name, value) in OutputNames(model).Zip(Run(context, model, null)))
                context.Builder.Output(context.OutputNames.Unique(name), value.Node);
            var graph = context.Builder.Build(prune: true);
            return new Model(graph, new WeightSet(context.Weights.Where(weight => graph.Find(weight.Key[..weight.Key.LastIndexOf('.')]) is not null)), ModelCard.Empty);
        }
        catch (GraphException e)
        {
            throw new ModelFormatException($"The file's network breaks a rule: {e.Message}", e);
        }
    }

    /// <summary>The outputs of a model on these inputs; with null, on new inputs of the graph.</summary>
    static ImmutableArray<KerasValue> Run(KerasImportContext context, KerasLayer model, ImmutableArray<KerasValue>? inputs) =>
        model.ClassName == "Sequential" ? RunSequential(context, model, inputs) : new KerasFunctionalRun(context, model, Apply).Run(inputs);

    static ImmutableArray<KerasValue> RunSequential(KerasImportContext context, KerasLayer model, ImmutableArray<KerasValue>? inputs)
    {
        var layers = model.Layers();
        var values = inputs ?? [context.Input(FirstLayer(model), model)];
        foreach (var layer in layers)
        {
            if (layer.ClassName != "InputLayer")
                values = Apply(context, layer, [.. values.Select(value => new KerasOperand(value, 0))]);
        }

        return values;
    }

    /// <summary>The layer that says the shape of a sequential model's input.</summary>
    static KerasLayer FirstLayer(KerasLayer model) => model.Layers() switch
    {
        [] => throw model.Fault("it has no layers"),
        [{ IsModel: true } first, ..] => FirstLayer(first),
        [var first, ..] => first,
    };

    static ImmutableArray<KerasValue> Apply(KerasImportContext context, KerasLayer layer, ImmutableArray<KerasOperand> operands)
    {
        ImmutableArray<KerasValue> inputs = [.. operands.Where(operand => operand.Value is not null).Select(operand => operand.Value!.Value)];
        context.Spend(Hdf5File.EntryBytes);
        if (inputs.IsEmpty)
            throw layer.Fault("it has no inputs");
        return layer.IsModel ? Run(context, layer, inputs) : [KerasLayers.Apply(context, layer, inputs, operands)];
    }

    static IEnumerable<string> OutputNames(KerasLayer model) => model.ClassName == "Sequential"
        ? [model.Layers() is [.., { Name.Length: > 0 } last] ? last.Name : "output"]
        : KerasCall.Outputs(model, "output_layers").Select(output => output.Layer.Length > 0 ? output.Layer : "output");
}
