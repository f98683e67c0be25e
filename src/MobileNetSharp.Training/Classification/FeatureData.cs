using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Training.Trainer;
using TorchSharp;

namespace MobileNetSharp.Training.Classification;

/// <summary>The shortcut of a phase that trains the classifier alone: it learns on features, which do not change, so that an epoch takes milliseconds.</summary>
sealed class FeatureData : PhaseData<ClassificationResult>
{
    readonly TrainingSession<int, ClassificationResult> session;
    readonly FeatureCache train;
    readonly FeatureCache validation;
    readonly Sampler sampler;
    readonly Dictionary<int, int> rowOf;
    readonly Node classifier;
    readonly IReadOnlyList<string> classNames;
    readonly int batchSize;
    readonly double dropout;

    public FeatureData(
        TrainingSession<int, ClassificationResult> session, TrainingPhase phase, Node classifier, IReadOnlyList<string> classNames,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        (this.session, this.classifier, this.classNames) = (session, classifier, classNames);
        var features = classifier.Inputs[0];
        while (features.Op is Dropout drop)
            (dropout, features) = (drop.Rate, features.Inputs[0]);
        (train, validation) = FeatureCache.Load(session, features, progress, cancellationToken);
        if (validation.Indices.Length == 0)
            throw new TrainingException($"None of the {session.Splits.Validation.Count} images to validate with can be read.") { Failure = TrainingFailure.NoReadableImage };
        rowOf = train.Indices.Select((index, row) => (index, row)).ToDictionary(pair => pair.index, pair => pair.row);
        sampler = session.Sampler();
        batchSize = Math.Clamp(train.Indices.Length, 1, session.BatchSize(phase));
    }

    /// <inheritdoc/>
    public override int BatchesPerEpoch => (sampler.Count + batchSize - 1) / batchSize;

    /// <summary>The linear layer that a network ends in; null where it ends otherwise.</summary>
    public static Node? ClassifierOf(Graph graph) => graph.Outputs is [{ Node: { Op: Linear } node }] ? node : null;

    /// <inheritdoc/>
    public override IEnumerable<StepBatch> Epoch(int epoch, int firstBatch, CancellationToken cancellationToken)
    {
        var batches = sampler.Epoch(epoch).Chunk(batchSize).Select(indices => indices.Where(rowOf.ContainsKey).ToArray());
        foreach (var (number, indices) in batches.Index().Skip(firstBatch))
        {
            var inputs = new float[indices.Length * train.Channels];
            for (var i = 0; i < indices.Length; i++)
                train.Values.AsSpan(rowOf[indices[i]] * train.Channels, train.Channels).CopyTo(inputs.AsSpan(i * train.Channels));
            var targets = SoftTargets.Create([.. indices.Select(session.Splits.Train.TargetOf)], classNames.Count, session.Recipe.Data.LabelSmoothing);
            if (indices.Length > 0)
                yield return new StepBatch(number, inputs, [indices.Length, train.Channels], ClassificationTask.Named(targets, indices.Length), indices);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, torch.Tensor> Forward(torch.Tensor inputs)
    {
        var dropped = dropout > 0 ? torch.nn.functional.dropout(inputs, dropout, training: true) : inputs;
        return new Dictionary<string, torch.Tensor>(StringComparer.Ordinal) { [session.Graph.Outputs[0].Name] = Logits(dropped, session.Network.Parameters) };
    }

    /// <inheritdoc/>
    public override ClassificationResult Validate(CancellationToken cancellationToken)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var inputs = torch.tensor(validation.Values, [validation.Indices.Length, validation.Channels]).to(session.Device);
        var probabilities = torch.nn.functional.softmax(Logits(inputs, session.Average?.Averages ?? session.Network.Parameters), 1).cpu().data<float>().ToArray();
        var (images, classes) = (session.Splits.Validation, classNames.Count);
        return new ClassificationResult([.. classNames], validation.Indices.Select((index, row) => ImagePrediction.FromProbabilities(
            index, images.NameOf(index), images.TargetOf(index), probabilities.AsSpan(row * classes, classes))));
    }

    torch.Tensor Logits(torch.Tensor features, IReadOnlyDictionary<string, torch.Tensor> weights) =>
        torch.nn.functional.linear(features, weights[$"{classifier.Name}.weight"], weights.GetValueOrDefault($"{classifier.Name}.bias"));
}
