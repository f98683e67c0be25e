using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training.Detection;

/// <summary>A detector with anchors whose classes are replaced.</summary>
static class DetectorClasses
{
    /// <summary>
    /// The detector up to the convolutions that predict boxes and classes, with an output <c>boxes{i}</c> and <c>classes{i}</c> for each
    /// map. Those that predict classes are new unless the classes are the same; those of the boxes are kept. Of the decoding, the anchors
    /// and the code of the boxes stay; suppression is the usual one, with which training measures.
    /// </summary>
    public static Model Replace(Model model, SsdDecoding decoding, IReadOnlyList<string> classNames, Recipe recipe)
    {
        var (boxes, scores) = (Predictors(model, OutputKind.Boxes), Predictors(model, OutputKind.Logits, OutputKind.Probabilities));
        if (boxes.Length != scores.Length || boxes.Zip(scores).Any(pair => pair.First.Shape.Size != pair.Second.Shape.Size))
            throw DetectorReplacement.Unfit(model, $"it predicts boxes from {boxes.Length} maps, classes from {scores.Length} or others");
        var isSame = recipe.Network.Pretrained && model.Card.Labels.SequenceEqual(classNames);
        var kept = boxes.Select((node, i) => ($"boxes{i}", node.Name)).Concat(isSame ? scores.Select((node, i) => ($"classes{i}", node.Name)) : scores.Select((node, i) => ($"classes{i}", node.Inputs[0].Name)));
        var trunk = model.Graph.WithOutputs([.. kept]);
        Size size = recipe.Detection?.InputSize is > 0 and var side ? side : model.Graph.Inputs[0].Shape.Size;
        var builder = DetectorReplacement.Extend(trunk, model.Graph.Name, size);
        var fresh = new HashSet<Node>();
        for (var i = 0; i < boxes.Length; i++)
        {
            var box = builder.Find(boxes[i].Name)!;
            var channels = box.Channels / 4 * (classNames.Count + (decoding.HasBackground ? 1 : 0));
            var @class = isSame
                ? builder.Find(scores[i].Name)!
                : builder.Node(scores[i].Name, (Conv2d)scores[i].Op with { Channels = channels, HasBias = true }, builder.Find(scores[i].Inputs[0].Name)!);
            builder.Output($"boxes{i}", box);
            builder.Output($"classes{i}", @class);
            if (!isSame)
                fresh.Add(@class);
            if (!recipe.Network.Pretrained)
                fresh.Add(box);
        }

        var graph = builder.Build();
        decoding = decoding with
        {
            Anchors = Anchors(model, decoding, boxes, graph),
            ScoreFunction = ScoresInFile(model) ?? decoding.ScoreFunction,
            Suppression = new(),
        };
        return new Model(graph, DetectorReplacement.Weights(model, graph, fresh, decoding, recipe), Ssd.CardOf(graph) with
        {
            BoxDecoding = decoding,
            Labels = [.. classNames],
            Preprocessing = model.Card.Preprocessing,
            Provenance = model.Card.Provenance,
        });
    }

    /// <summary>The anchors at the places of the maps, which are others where the input has another size.</summary>
    static AnchorTable Anchors(Model model, SsdDecoding decoding, Node[] boxes, Graph graph)
    {
        var maps = graph.Outputs.Where(output => output.Name.StartsWith("boxes", StringComparison.Ordinal)).Select(output => output.Node.Shape.Size).ToArray();
        if (maps.SequenceEqual(boxes.Select(node => node.Shape.Size)))
            return decoding.Anchors;
        return decoding.Anchors.Stored.IsEmpty && decoding.Anchors.Maps.Length == maps.Length
            ? decoding.Anchors.WithMaps(maps)
            : throw DetectorReplacement.Unfit(model, $"its anchors are stored for inputs of {model.Graph.Inputs[0].Shape.Size}; detection.inputSize must be 0");
    }

    /// <summary>What makes probabilities of the logits in the file, which is left out; null where nothing does.</summary>
    static ScoreFunction? ScoresInFile(Model model) =>
        model.Graph.Outputs.Where(output => model.Card.Outputs.GetValueOrDefault(output.Name) == OutputKind.Probabilities).Select(output => ScoresOf(output.Node)).FirstOrDefault();

    static ScoreFunction? ScoresOf(Node node) => node.Op switch
    {
        Softmax => ScoreFunction.Softmax,
        Activation { Kind: ActivationKind.Sigmoid } => ScoreFunction.Sigmoid,
        Concat or Reshape or Dropout => ScoresOf(node.Inputs[0]),
        _ => null,
    };

    /// <summary>The convolutions that yield the outputs of a kind, in the order of the anchors.</summary>
    static Node[] Predictors(Model model, params OutputKind[] kinds) =>
        [.. model.Graph.Outputs.Where(output => model.Card.Outputs.TryGetValue(output.Name, out var kind) && kinds.Contains(kind)).SelectMany(output => Predictors(model, output.Node))];

    static IEnumerable<Node> Predictors(Model model, Node node) => node.Op switch
    {
        Conv2d { Groups: 1 } => [node],
        Concat => node.Inputs.SelectMany(input => Predictors(model, input)),
        Reshape or Softmax or Activation or Dropout => Predictors(model, node.Inputs[0]),
        _ => throw DetectorReplacement.Unfit(model, $"its outputs do not come from convolutions, but from '{node.Name}' ({node.Op})"),
    };
}
