using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Transforms;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Classification;

/// <summary>Gives a network a classifier for other classes; what comes before it keeps its weights.</summary>
public static class ClassifierReplacement
{
    /// <summary>The new layer's name, and the output's.</summary>
    const string Classifier = "classifier", Output = "logits";

    /// <summary>
    /// The network up to the features that its last layer reads, then dropout and a linear layer with random weights; yields
    /// <c>logits (N,1,1,classes)</c>. A quantized model becomes a float one. The new model outlives the old one and its file. Throws <see cref="TrainingException"/> where the network does not end in a classifier.
    /// </summary>
    public static Model Apply(Model model, IReadOnlyList<string> classNames, double dropout, int seed) =>
        Apply(model, classNames, dropout, graph => Initializer.TorchVision(graph, (ulong)seed));

    /// <summary>The same with the new layer's weights from elsewhere; they must depend on its name and shape alone.</summary>
    internal static Model Apply(Model model, IReadOnlyList<string> classNames, double dropout, Func<Graph, WeightSet> initialize)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(classNames);
        if (Dequantize.IsQuantized(model))
            model = Dequantize.ToFloat(model);
        var trunk = model.Graph.WithOutputs(("features", Features(model).Name));
        var builder = new GraphBuilder(model.Graph.Name);
        foreach (var node in trunk.Nodes)
            builder.Node(node.Name, node.Op, [.. node.Inputs.Select(input => builder.Find(input.Name)!)]);
        var x = builder.Find(trunk.Outputs[0].Node.Name)!;
        if (dropout > 0)
            x = builder.Dropout(Free(builder, "dropout"), x, dropout);
        var classifier = builder.Linear(Free(builder, Classifier), x, classNames.Count);
        builder.Output(Output, classifier);
        var graph = builder.Build();

        var weights = trunk.WeightsOf().Where(spec => model.Weights.ContainsKey(spec.Name))
            .ToDictionary(spec => spec.Name, spec => Copied(model.Weights[spec.Name]), StringComparer.Ordinal);
        foreach (var (name, tensor) in RandomClassifier(classifier, initialize))
            weights[name] = tensor;
        return new Model(graph, new WeightSet(weights), model.Card with
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add(Output, OutputKind.Logits),
            Labels = [.. classNames],
            ScoreCalibration = null,
            ScoreThreshold = null,
        });
    }

    /// <summary>What the classifying layer reads, before any dropout.</summary>
    static Node Features(Model model)
    {
        var output = model.Graph.Outputs.FirstOrDefault(
            output => model.Card.Outputs.GetValueOrDefault(output.Name, OutputKind.Features) is OutputKind.Logits or OutputKind.Probabilities) ?? model.Graph.Outputs[0];
        var node = output.Node;
        while (node.Inputs.Length == 1 && node.Op is Softmax or Reshape or Dropout or GlobalAveragePool)
            node = node.Inputs[0];
        if (node.Op is not Linear and not Conv2d { Kernel: { Height: 1, Width: 1 } } || node.Shape is not { Height: 1, Width: 1 })
            throw new TrainingException($"The network '{model.Graph.Name}' does not end in a classifier: its output '{output.Name}' comes from '{node.Name}' ({node.Op}).") { Failure = TrainingFailure.StartingModel };
        var features = node.Inputs[0];
        while (features.Op is Dropout)
            features = features.Inputs[0];
        return features;
    }

    static Tensor Copied(Tensor weight) => new(weight.Type, weight.Shape, weight.Bytes.ToArray());

    static string Free(GraphBuilder builder, string name) => builder.Find(name) is null ? name : Free(builder, $"new_{name}");

    static WeightSet RandomClassifier(Node classifier, Func<Graph, WeightSet> initialize)
    {
        var alone = new GraphBuilder(Classifier);
        var linear = (Linear)classifier.Op;
        alone.Output(Output, alone.Linear(classifier.Name, alone.Input("features", classifier.Inputs[0].Shape), linear.Channels));
        return initialize(alone.Build());
    }
}
