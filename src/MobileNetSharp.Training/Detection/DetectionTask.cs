using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.Numerics;
using MobileNetSharp.Plotting.Html;
using MobileNetSharp.Reporting;
using MobileNetSharp.Reporting.Detection;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Weights;
using TorchSharp;

namespace MobileNetSharp.Training.Detection;

/// <summary>Boxes around the objects of each image.</summary>
/// <param name="classNames">The classes, by index; the background is none of them.</param>
/// <param name="images">The images to learn from, among whose boxes a new YOLOv2 finds its anchors; needed by nothing else.</param>
public sealed class DetectionTask(IReadOnlyList<string> classNames, DetectionDataset? images = null) : TrainingTask<AnnotatedBoxes, DetectionResult>
{
    /// <inheritdoc/>
    public override ImmutableArray<Metric> Metrics { get; } =
        [DetectionMetrics.AP, DetectionMetrics.AP50, DetectionMetrics.AP75, DetectionMetrics.All.Single(metric => metric.Name == "ar100")];

    /// <inheritdoc/>
    public override Metric MainMetric => DetectionMetrics.AP;

    /// <summary>What each anchor is to predict: for SSD by TensorFlow's rule (<see cref="MobileNetSharp.Detection.AnchorMatcher"/>), for YOLOv2 by Darknet's.</summary>
    public override IReadOnlyDictionary<string, Tensor> Encode(Batch<AnnotatedBoxes> batch, TrainingContext context, RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(context);
        return DetectorObjective.Of(context).Encode(batch.Targets, batch.Size);
    }

    /// <summary>
    /// SSD's loss: classes and boxes of the matched anchors, and of the background those that the network gets most wrong; or YOLOv2's: boxes,
    /// objectness and classes of the anchors that are responsible for objects, and the objectness of all others.
    /// </summary>
    public override torch.Tensor Loss(
        IReadOnlyDictionary<string, torch.Tensor> outputs, IReadOnlyDictionary<string, torch.Tensor> targets, TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(context);
        return DetectorObjective.Of(context).Loss(outputs, targets);
    }

    /// <inheritdoc/>
    public override DetectionResult Validate(Model model, ValidationImages<AnnotatedBoxes> images, EngineOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new DetectionResult([.. classNames], Predict(model, images, options, cancellationToken));
    }

    /// <inheritdoc/>
    public override ModelComparison Compare(Model first, Model second, ValidationImages<AnnotatedBoxes> images, EngineOptions options, CancellationToken cancellationToken) =>
        DetectionComparison.Of(Predict(first, images, options, cancellationToken), Predict(second, images, options, cancellationToken));

    /// <inheritdoc/>
    public override Model ReplaceHead(Model model, Recipe recipe) => DetectorReplacement.Apply(model, classNames, recipe, images);

    /// <summary>The layers that a classifier's backbone got; in any case those that yield the outputs, which are all that is known of another detector's head.</summary>
    public override bool IsHead(Graph graph, Node node)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Ssd.IsHead(node) || YoloV2.IsHead(node) || graph.Outputs.Any(output => output.Node == node);
    }

    /// <inheritdoc/>
    public override ReportSections CreateReport(DetectionResult result, Dataset<AnnotatedBoxes> images) => DetectionSections.Create(result, Detections(images));

    /// <inheritdoc/>
    public override Augment<AnnotatedBoxes> CreateAugmentation(Recipe recipe, Dataset<AnnotatedBoxes> images)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var (detection, rest) = (recipe.Detection!, recipe.Data.Augmentation.For<AnnotatedBoxes>());
        return (sample, options, stream) =>
        {
            sample = detection.Mosaic?.Apply(sample, images, options.InputSize, stream) ?? sample;
            sample = detection.Expansion?.Apply(sample, options.InputSize, stream) ?? sample;
            sample = detection.Crop?.Apply(sample, stream) ?? sample;
            return rest(sample, options, stream);
        };
    }

    /// <inheritdoc/>
    public override ReportImage Draw(Sample<AnnotatedBoxes> sample) => DrawnSample.Create(sample, classNames);

    /// <inheritdoc/>
    public override double DecodingScale(Recipe recipe, int imageWidth, int imageHeight, LoaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(options);
        return Math.Max(base.DecodingScale(recipe, imageWidth, imageHeight, options), recipe.Detection?.Crop?.DecodingScale(imageWidth, imageHeight, options.InputSize) ?? 0);
    }

    /// <inheritdoc/>
    public override string? Fault(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Detection is null ? "'detection' must be an object: the recipe is not for detectors"
            : recipe.Data.LabelSmoothing > 0 ? "'data.labelSmoothing' must be 0: it is for classifiers"
            : base.Fault(recipe);
    }

    /// <inheritdoc/>
    public override void Check(DatasetSplits<AnnotatedBoxes> splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        splits.Train.CheckTrainable([.. Enumerable.Range(0, splits.Train.Count)]);
        Detections(splits.Validation).CheckMeasurable(Detections(splits.Train));
    }

    /// <inheritdoc/>
    public override string? Mismatch(ModelCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return !DetectorObjective.Exists(card.BoxDecoding) ? "this checkpoint is not of a detector with anchors"
            : card.Labels.SequenceEqual(classNames) ? null
            : $"this checkpoint has the classes {string.Join(", ", card.Labels)}, the data has {string.Join(", ", classNames)}";
    }

    /// <inheritdoc/>
    public override string Describe(Dataset<AnnotatedBoxes> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var negatives = Enumerable.Range(0, images.Count).Count(index => images.TargetOf(index).Boxes.IsEmpty);
        return $"{images.Count} images{(negatives > 0 ? $" ({negatives} without objects)" : "")} with {Count(images)} objects of {classNames.Count} {(classNames.Count == 1 ? "class" : "classes")}";
    }

    /// <summary>The anchors of a YOLOv2, in cells, and how much the data set's boxes overlap those that are nearest to them; null for any other network.</summary>
    public string? DescribeAnchors(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Card is not { BoxDecoding: YoloV2Decoding { Anchors: var anchors }, Preprocessing: { } preprocessing })
            return null;
        var shapes = images is null ? [] : AnchorClusters.ShapesOf(images, preprocessing, model.Graph.Inputs[0].Shape.Size, model.Graph.Outputs[0].Node.Shape.Size);
        var list = string.Join(", ", anchors.Select(anchor => FormattableString.Invariant($"{anchor.Width:0.##} x {anchor.Height:0.##}")));
        return shapes.Count == 0 ? $"anchors in cells: {list}" : FormattableString.Invariant($"anchors in cells: {list}; IoU of {AnchorClusters.MeanIou(shapes, anchors):0.00} with the boxes on average");
    }

    /// <summary>What becomes of the suppression of the detector that a run begins with; null where it stays, or the model was no detector.</summary>
    /// <param name="model">The model that <see cref="ReplaceHead"/> was given.</param>
    /// <param name="start">What it made of it.</param>
    public static string? DescribeSuppression(Model model, Model start)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        return model.Card.BoxDecoding?.Suppression is { } before && start.Card.BoxDecoding?.Suppression is { } after && before != after
            ? $"non-maximum suppression as training measures: {after} ({model.Graph.Name}: {before})"
            : null;
    }

    ImmutableArray<EvaluatedImage> Predict(Model model, ValidationImages<AnnotatedBoxes> images, EngineOptions options, CancellationToken cancellationToken)
    {
        using var predictor = DetectorDecoder.CreatePredictor(model, options);
        return DetectorEvaluation.Predict(
            predictor, images.Batches(cancellationToken), Detections(images.Images), DetectionLabelMap.Identity(classNames), cancellationToken: cancellationToken);
    }

    static int Count(Dataset<AnnotatedBoxes> images) => Detections(images).CountByClass().Sum();

    static DetectionDataset Detections(Dataset<AnnotatedBoxes> images) =>
        images as DetectionDataset ?? throw new ArgumentException($"Detectors are trained on a {nameof(DetectionDataset)}, not on a {images.GetType().Name}.", nameof(images));
}
