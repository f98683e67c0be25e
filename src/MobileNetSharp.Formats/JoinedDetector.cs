using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats;

/// <summary>
/// A detector as operators that decode and suppress boxes take it: of SSD a single output of box codes (y, x, height, width) and one
/// of scores, of YOLOv2 its only output; of one image.
/// </summary>
static class JoinedDetector
{
    const string Boxes = "box_codes", Scores = "class_scores";

    /// <summary>The detector that gives the same detections. Throws <see cref="NotSupportedException"/> for a model that is none.</summary>
    public static Model Create(Model model) => model.Card.BoxDecoding switch
    {
        SsdDecoding decoding => Create(model, decoding),
        YoloV2Decoding => new Model(model.Graph.WithBatch(1), model.Weights, model.Card),
        _ => throw new NotSupportedException("The model is not a detector that says how its outputs become boxes."),
    };

    static Model Create(Model model, SsdDecoding decoding)
    {
        var head = DetectorHead.FromModel(model);
        var graph = model.Graph.WithBatch(1);
        var builder = new GraphBuilder(graph.Name);
        foreach (var node in graph.Nodes)
            builder.Node(node.Name, node.Op, [.. node.Inputs.Select(input => builder.Find(input.Name)!)], node.Quantization);
        var weights = model.Weights.ToDictionary(StringComparer.Ordinal);
        var boxes = InOrder(builder, Join(builder, Boxes, head.BoxOutputs, 4), decoding.Coder.Order, weights);
        var scores = Join(builder, Scores, head.ScoreOutputs, (int)(head.ScoreOutputs.Sum(output => output.Node.Shape.CountPerImage) / decoding.Anchors.Count));
        if (head.YieldsLogits)
            scores = builder.Node(FreeName(builder, Scores), decoding.ScoreFunction == ScoreFunction.Sigmoid ? Activation.Sigmoid : new Softmax(), scores);
        builder.Output(Boxes, boxes, TensorLayout.Nhc);
        builder.Output(Scores, scores, TensorLayout.Nhc);
        return new Model(builder.Build(prune: true), new WeightSet(weights), model.Card with
        {
            Outputs = ModelCard.Empty.Outputs.Add(Boxes, OutputKind.Boxes).Add(Scores, OutputKind.Probabilities),
            BoxDecoding = decoding with { Coder = decoding.Coder with { Order = BoxCodeOrder.YXHeightWidth } },
        });
    }

    /// <summary>Whether a model is one of YOLOv2, of a size that a file with so many bytes can hold: the places of its anchors are among them.</summary>
    public static bool IsYoloV2(Model model, long fileBytes) =>
        model.Card is { Task: ModelTask.Detection, BoxDecoding: YoloV2Decoding decoding, Preprocessing: not null } && model.Graph.Inputs is [{ Shape.Batch: 1 }]
        && model.Graph.Outputs is [{ Node.Shape: var map }] && 4L * sizeof(float) * map.Height * map.Width * decoding.Anchors.Length <= fileBytes;

    /// <summary>Whether a model is one of SSD, of a size that a file with so many bytes can hold: its anchors are among them.</summary>
    public static bool IsSsd(Model model, long fileBytes) =>
        model.Card is { Task: ModelTask.Detection, BoxDecoding: SsdDecoding { Coder.Order: BoxCodeOrder.YXHeightWidth } decoding, Preprocessing: not null }
        && 4L * sizeof(float) * decoding.Anchors.Count <= fileBytes
        && model.Graph.Outputs is [{ Name: Boxes }, { Name: Scores } scores] && scores.Node.Channels <= fileBytes
        && model.Card.Outputs.GetValueOrDefault(Boxes) == OutputKind.Boxes && model.Card.Outputs.GetValueOrDefault(Scores) == OutputKind.Probabilities;

    /// <summary>Several outputs as one of <c>(1,anchors,1,channels)</c>.</summary>
    static Node Join(GraphBuilder builder, string name, ImmutableArray<GraphOutput> outputs, int channels)
    {
        Node[] parts = [.. outputs.Select(output => builder.Find(output.Node.Name)!)];
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Shape.Width != 1 || parts[i].Channels != channels)
                parts[i] = builder.Reshape(FreeName(builder, $"{name}.map{i}"), parts[i], -1, 1, channels);
        }

        return parts is [var only] ? only : builder.Concat(FreeName(builder, $"{name}.maps"), Axis.Height, parts);
    }

    /// <summary>Codes in the order of the operators: a pointwise convolution of ones and zeros where it is another.</summary>
    static Node InOrder(GraphBuilder builder, Node boxes, BoxCodeOrder order, Dictionary<string, Tensor> weights)
    {
        if (order == BoxCodeOrder.YXHeightWidth)
            return boxes;
        boxes = builder.Conv2d(FreeName(builder, $"{Boxes}.order"), boxes, 4, kernel: 1);
        weights.Add($"{boxes.Name}.weight", Tensor.FromFloats([4, 4, 1, 1], [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0]));
        return boxes;
    }

    static string FreeName(GraphBuilder builder, string name)
    {
        while (builder.Find(name) is not null)
            name += "_";
        return name;
    }
}
