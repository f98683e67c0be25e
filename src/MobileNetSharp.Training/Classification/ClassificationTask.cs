using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Numerics;
using MobileNetSharp.Plotting.Html;
using MobileNetSharp.Reporting;
using MobileNetSharp.Reporting.Classification;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Training.Trainer;
using MobileNetSharp.Weights;
using TorchSharp;

namespace MobileNetSharp.Training.Classification;

/// <summary>One class for each image.</summary>
/// <param name="classNames">The classes, by label.</param>
public sealed class ClassificationTask(IReadOnlyList<string> classNames) : TrainingTask<int, ClassificationResult>
{
    internal const string Target = "classes";

    /// <inheritdoc/>
    public override ImmutableArray<Metric> Metrics => ClassificationMetrics.For(classNames.Count);

    /// <inheritdoc/>
    public override Metric MainMetric => ClassificationMetrics.Top1;

    /// <inheritdoc/>
    public override Metric? TieBreaker => ClassificationMetrics.ValidationLoss;

    /// <summary>The probability of each class <c>(N, classes)</c>, after label smoothing and mixing.</summary>
    public override IReadOnlyDictionary<string, Tensor> Encode(Batch<int> batch, TrainingContext context, RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(context);
        var data = context.Recipe.Data;
        var probabilities = SoftTargets.Create(batch.Targets, classNames.Count, data.LabelSmoothing);
        data.Augmentation.Mixing?.Apply(batch.Pixels, batch.Size, probabilities, stream);
        return Named(probabilities, batch.Count);
    }

    /// <summary>The cross entropy of the only output, logits, against the probabilities.</summary>
    public override torch.Tensor Loss(
        IReadOnlyDictionary<string, torch.Tensor> outputs, IReadOnlyDictionary<string, torch.Tensor> targets, TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        return SoftTargetLoss.Compute(outputs.Values.First().flatten(1), targets[Target]);
    }

    /// <inheritdoc/>
    public override ClassificationResult Validate(Model model, ValidationImages<int> images, EngineOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var predictor = ClassifierDecoder.CreatePredictor(model, options);
        return ClassifierEvaluation.Run(
            predictor, images.Batches(cancellationToken), images.Images, LabelMap.Identity(classNames), cancellationToken: cancellationToken);
    }

    /// <inheritdoc/>
    public override ClassificationComparison Compare(Model first, Model second, ValidationImages<int> images, EngineOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var one = ClassifierDecoder.CreatePredictor(first, options);
        using var other = ClassifierDecoder.CreatePredictor(second, options);
        return ClassifierEvaluation.Compare(
            one, other, images.Batches(cancellationToken), images.Images, LabelMap.Identity(classNames), cancellationToken: cancellationToken);
    }

    /// <inheritdoc/>
    public override Model ReplaceHead(Model model, Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Network.Pretrained
            ? ClassifierReplacement.Apply(model, classNames, recipe.Network.Dropout, recipe.Seed)
            : ClassifierReplacement.Apply(model, classNames, recipe.Network.Dropout, graph => StartingModel.RandomWeights(graph, recipe));
    }

    /// <inheritdoc/>
    public override ReportSections CreateReport(ClassificationResult result, Dataset<int> images) => ClassificationSections.Create(result, images);

    /// <inheritdoc/>
    public override string? Fault(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Detection is null ? null : "'detection' must be null: the recipe is for detectors";
    }

    /// <inheritdoc/>
    public override string? Mismatch(ModelCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return card.Labels.SequenceEqual(classNames)
            ? null
            : $"this checkpoint has the classes {string.Join(", ", card.Labels)}, the data has {string.Join(", ", classNames)}";
    }

    /// <inheritdoc/>
    public override string Describe(Dataset<int> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return $"{images.Count} images of {classNames.Count} classes";
    }

    /// <inheritdoc/>
    public override ReportImage Draw(Sample<int> sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new(sample.Image, classNames[sample.Target]);
    }

    /// <summary>The classifier.</summary>
    public override bool IsHead(Graph graph, Node node)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Outputs.Any(output => output.Node == node);
    }

    internal override bool HasShortcut(Graph graph, TrainingPhase phase) => phase is { TrainedLayers: 1 } or { Trains: TrainedPart.Head } && FeatureData.ClassifierOf(graph) is not null;

    internal override PhaseData<ClassificationResult>? CreateShortcut(
        TrainingSession<int, ClassificationResult> session, TrainingPhase phase, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        HasShortcut(session.Graph, phase)
            ? new FeatureData(session, phase, FeatureData.ClassifierOf(session.Graph)!, classNames, progress, cancellationToken)
            : null;

    internal static Dictionary<string, Tensor> Named(float[] probabilities, int count) =>
        new(StringComparer.Ordinal) { [Target] = Tensor.FromFloats([count, probabilities.Length / count], probabilities) };
}
