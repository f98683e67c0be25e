using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Classification;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats;

/// <summary>The cards of detectors in foreign files: which outputs are boxes and scores, and the published anchors that fit their maps.</summary>
static class KnownDetectors
{
    /// <summary>The outputs of TensorFlow's export_tflite_ssd_graph.py (since 2018) without post-processing.</summary>
    const string TensorFlowBoxes = "raw_outputs/box_encodings", TensorFlowScores = "raw_outputs/class_predictions";

    /// <summary>The scope of the backbone in TensorFlow's object_detection, as our names have it.</summary>
    const string TensorFlowBackbone = "featureextractor";

    static readonly SsdDecoding TorchVision = new()
    {
        Anchors = new(),
        Coder = new() { Order = BoxCodeOrder.XYWidthHeight, MaximumLogarithm = Math.Log(1000.0 / 16) },
        ScoreFunction = ScoreFunction.Softmax,
    };

    /// <summary>The card of a detector whose names say that TensorFlow or pytorch-ssd wrote it, if its anchors are the published ones; else null.</summary>
    public static ModelCard? Recognize(Graph graph)
    {
        if (OutputsOf(graph) is var (codes, classes) && Predictors(codes.Node).All(predictor => predictor.Name.StartsWith(PytorchSsd.Boxes, StringComparison.Ordinal))
            && Decoding(PublishedAnchors.PytorchSsd, graph, codes.Node) is { } published && CountOf(classes) % published.Anchors.Count == 0)
        {
            return Card(codes, classes, published) with { Preprocessing = PytorchSsd.Preprocessing };
        }

        if (graph.Outputs.FirstOrDefault(output => output.Name == TensorFlowBoxes) is not { } boxes || graph.Outputs.FirstOrDefault(output => output.Name == TensorFlowScores) is not { } scores)
            return null;
        return graph.Inputs is [{ Channels: 3 }] && Decoding(PublishedAnchors.TensorFlow, graph, boxes.Node) is { } decoding && CountOf(scores) % decoding.Anchors.Count == 0
            ? Card(boxes, scores, decoding) with { Preprocessing = PreprocessingOf(graph) }
            : null;
    }

    /// <summary>What the caller knows of a detector's boxes, over what a card says.</summary>
    public static ModelCard Describe(ModelCard card, Graph graph, ReadOptions options)
    {
        if (options.BoxDecoding is null && options.Anchors is null)
            return card;
        var described = options.BoxDecoding is YoloV2Decoding yolo
            ? new ModelCard { Task = ModelTask.Detection, Outputs = ModelCard.Empty.Outputs.Add(graph.Outputs[0].Name, OutputKind.Boxes), BoxDecoding = yolo }
            : Described(graph, options);
        return card with
        {
            Task = described.Task,
            Outputs = card.Task == ModelTask.Detection && card.Outputs.ContainsValue(OutputKind.Boxes) ? card.Outputs : described.Outputs,
            BoxDecoding = described.BoxDecoding,
            Preprocessing = card.Preprocessing ?? (options.Anchors == PublishedAnchors.PytorchSsd ? PytorchSsd.Preprocessing : PreprocessingOf(graph)),
        };
    }

    /// <summary>
    /// The labels of a detector, one for each class: without the background, which lists for TensorFlow and torchvision begin with, and
    /// with or without the ids that COCO does not use, as the outputs have them.
    /// </summary>
    public static ImmutableArray<string> Labels(ModelCard card, Graph graph, ImmutableArray<string> labels)
    {
        if (labels.IsEmpty || Classes(card, graph) is not { } classes || labels.Length == classes)
            return labels;
        if (labels.Length == classes + 1 && (IsBackground(labels[0]) || DetectorHead.IsUnused(labels[0])))
            return labels[1..];
        if (classes == ClassNames.Coco90.Length && labels.SequenceEqual(ClassNames.Coco, StringComparer.OrdinalIgnoreCase))
            return ClassNames.Coco90;
        ImmutableArray<string> used = [.. labels.Where(label => !IsBackground(label) && !DetectorHead.IsUnused(label))];
        return used.Length == classes ? used : labels;
    }

    /// <summary>How many classes the outputs tell apart, without the background; null where the card does not say.</summary>
    static long? Classes(ModelCard card, Graph graph)
    {
        IEnumerable<GraphOutput> Outputs(params ReadOnlySpan<OutputKind> kinds)
        {
            var wanted = kinds.ToArray();
            return graph.Outputs.Where(output => card.Outputs.TryGetValue(output.Name, out var kind) && wanted.Contains(kind));
        }

        return card.BoxDecoding switch
        {
            SsdDecoding { Anchors.Count: > 0 and var anchors } ssd => (Outputs(OutputKind.Logits, OutputKind.Probabilities).Sum(CountOf) / anchors) - (ssd.HasBackground ? 1 : 0),
            YoloV2Decoding { Anchors.IsDefaultOrEmpty: false } yolo => Outputs(OutputKind.Boxes).Sum(output => output.Node.Channels / yolo.Anchors.Length) - 5,
            _ => null,
        };
    }

    static bool IsBackground(string label) => label.Trim('_', ' ').Equals("background", StringComparison.OrdinalIgnoreCase);

    /// <summary>The pixels themselves where the input is made of integers; [-1, 1] for a MobileNet of TensorFlow's object_detection; null for others.</summary>
    public static Preprocessing? PreprocessingOf(Graph graph) => graph.Inputs switch
    {
        [{ Channels: 3, Quantization: not null }] => KnownModels.OfInput(Preprocessing.Raw, graph),
        [{ Channels: 3 }] when graph.Nodes.Any(node => node.Name.StartsWith(TensorFlowBackbone, StringComparison.Ordinal)) => Preprocessing.TensorFlow with { CropFraction = 1 },
        _ => null,
    };

    static ModelCard Described(Graph graph, ReadOptions options)
    {
        var (boxes, scores) = OutputsOf(graph)
            ?? throw new ModelCardException(ModelCardPart.Outputs, "The model has no two outputs, four numbers for each box and the scores of as many.");
        if (options.Anchors is not { } anchors)
            return Card(boxes, scores, options.BoxDecoding!);
        var maps = BoxMaps(boxes.Node);
        return Card(boxes, scores, Decoding(anchors, graph, boxes.Node) ?? throw new ModelCardException(
            ModelCardPart.BoxDecoding,
            $"The anchors that {anchors} publishes do not fit the model's {CountOf(boxes) / 4} boxes, which come from {(maps.Length == 0 ? "maps that are not found in the network" : $"maps of {string.Join(", ", maps.Select(map => map.Size))}")}."));
    }

    static ModelCard Card(GraphOutput boxes, GraphOutput scores, BoxDecoding decoding) => new()
    {
        Task = ModelTask.Detection,
        Outputs = ModelCard.Empty.Outputs.Add(boxes.Name, OutputKind.Boxes).Add(scores.Name, ClassifierHead.KindOf(scores.Node)),
        BoxDecoding = decoding,
    };

    /// <summary>The two outputs of a detector: <c>(N,boxes,4)</c> and <c>(N,boxes,scores)</c>; where both could be boxes, the first is.</summary>
    static (GraphOutput Boxes, GraphOutput Scores)? OutputsOf(Graph graph)
    {
        foreach (var boxes in graph.Outputs.Where(output => output.Node.Channels == 4))
        {
            if (graph.Outputs.FirstOrDefault(output => output != boxes && CountOf(output) / output.Node.Channels == CountOf(boxes) / 4) is { } scores)
                return ClassifierHead.KindOf(boxes.Node) == OutputKind.Probabilities ? (scores, boxes) : (boxes, scores);
        }

        return null;
    }

    /// <summary>The maps that boxes come from, in their order, each with its anchors at a place; empty where they are not found.</summary>
    static (Size Size, int Shapes)[] BoxMaps(Node boxes) => [.. Predictors(boxes).Select(predictor => (predictor.Shape.Size, predictor.Channels / 4))];

    /// <summary>The convolutions that boxes come from, in their order; empty where they are not found.</summary>
    static Node[] Predictors(Node boxes)
    {
        boxes = Unshaped(boxes);
        Node[] parts = [.. boxes.Op is Concat ? boxes.Inputs.Select(Unshaped) : [boxes]];
        return Array.TrueForAll(parts, part => part.Op is Conv2d && part.Channels % 4 == 0) ? parts : [];
    }

    /// <summary>The node whose values a node has, under another shape.</summary>
    static Node Unshaped(Node node)
    {
        while (node.Op is Reshape)
            node = node.Inputs[0];
        return node;
    }

    /// <summary>The published decoding whose anchors are as many as each map has; null where there is none.</summary>
    static SsdDecoding? Decoding(PublishedAnchors published, Graph graph, Node boxes)
    {
        var maps = BoxMaps(boxes);
        Size[] sizes = [.. maps.Select(map => map.Size)];
        return Candidates(published, sizes, graph.Inputs[0].Shape.Size).FirstOrDefault(decoding => decoding.Anchors.Maps.Select(map => map.Shapes.Length).SequenceEqual(maps.Select(map => map.Shapes)));
    }

    static IEnumerable<SsdDecoding> Candidates(PublishedAnchors published, Size[] maps, Size input) => (published, maps.Length) switch
    {
        (_, 0) => [],
        (PublishedAnchors.TensorFlow or PublishedAnchors.TensorFlow2017, _) => TensorFlow(new() { InterpolatesSecond = published == PublishedAnchors.TensorFlow2017 }, maps),
        (PublishedAnchors.TorchVision, 6) => [TorchVisionSsdLite(maps), TorchVisionSsd300(maps)],
        (PublishedAnchors.PytorchSsd, _) when PytorchSsd.Decoding(maps, input) is { } decoding => [decoding],
        _ => [],
    };

    static IEnumerable<SsdDecoding> TensorFlow(TensorFlowAnchors anchors, Size[] maps)
    {
        yield return new() { Anchors = anchors.Create(maps) };
        yield return new() { Anchors = (anchors with { ReducesLowestMap = false }).Create(maps) };
    }

    static SsdDecoding TorchVisionSsdLite(Size[] maps) => TorchVision with
    {
        Anchors = SsdAnchors.TorchVisionSsdLite.Create(maps),
        Suppression = new() { IouThreshold = 0.55, ScoreThreshold = 0.001, MaximumDetections = 300, MaximumPerClass = 300, MaximumCandidates = 300, ClipsFirst = true },
    };

    /// <summary>torchvision's ssd300_vgg16.</summary>
    public static SsdDecoding TorchVisionSsd300(Size[] maps) => TorchVision with
    {
        Anchors = SsdAnchors.TorchVisionSsd300.Create(maps),
        Suppression = new() { IouThreshold = 0.45, ScoreThreshold = 0.01, MaximumDetections = 200, MaximumPerClass = 200, MaximumCandidates = 400, ClipsFirst = true },
    };

    static long CountOf(GraphOutput output) => output.Node.Shape.CountPerImage;
}
