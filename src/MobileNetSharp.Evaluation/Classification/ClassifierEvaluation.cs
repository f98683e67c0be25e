using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Loading;

namespace MobileNetSharp.Evaluation.Classification;

/// <summary>Measures classifiers on a data set.</summary>
public static class ClassifierEvaluation
{
    /// <summary>The figures of one predictor.</summary>
    /// <param name="predictor">The classifier.</param>
    /// <param name="batches">The images, prepared as the predictor's model wants them.</param>
    /// <param name="dataset">Where the batches come from: the names and labels of the images.</param>
    /// <param name="labels">Which of the predictor's classes the dataset's are.</param>
    /// <param name="progress">Receives the part of the data set that is done, 0…1, after each batch.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="EvaluationException">There is no image, or a probability is not a number.</exception>
    public static ClassificationResult Run(
        Predictor<ClassProbabilities> predictor, IEnumerable<Batch> batches, Dataset<int> dataset, LabelMap labels,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var predictions = new List<ImagePrediction>();
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            predictions.AddRange(Read(predictor.Predict(batch), batch, dataset, labels));
            progress?.Report((double)predictions.Count / dataset.Count);
        }

        return new ClassificationResult(labels.ModelLabels, predictions);
    }

    /// <summary>The same for two predictors of the same classes and input, and how well they agree.</summary>
    /// <exception cref="EvaluationException">There is no image, or a probability is not a number.</exception>
    public static ClassificationComparison Compare(
        Predictor<ClassProbabilities> first, Predictor<ClassProbabilities> second, IEnumerable<Batch> batches, Dataset<int> dataset, LabelMap labels,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var (ofFirst, ofSecond, largest) = (new List<ImagePrediction>(), new List<ImagePrediction>(), 0.0);
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (one, other) = (first.Predict(batch), second.Predict(batch));
            ofFirst.AddRange(Read(one, batch, dataset, labels));
            ofSecond.AddRange(Read(other, batch, dataset, labels));
            largest = Math.Max(largest, LargestDifference(one, other));
            progress?.Report((double)ofFirst.Count / dataset.Count);
        }

        return new ClassificationComparison(
            new ClassificationResult(labels.ModelLabels, ofFirst), new ClassificationResult(labels.ModelLabels, ofSecond), largest);
    }

    static double LargestDifference(IReadOnlyList<ClassProbabilities> one, IReadOnlyList<ClassProbabilities> other)
    {
        var largest = 0.0;
        for (var image = 0; image < one.Count; image++)
        {
            var first = one[image].Values.Span;
            var second = other[image].Values.Span;
            for (var i = 0; i < first.Length; i++)
                largest = Math.Max(largest, Math.Abs(first[i] - second[i]));
        }

        return largest;
    }

    static IEnumerable<ImagePrediction> Read(IReadOnlyList<ClassProbabilities> predictions, Batch batch, Dataset<int> dataset, LabelMap labels)
    {
        var classes = labels.ModelLabels.Length;
        if (predictions.Count != batch.Count || predictions.Any(prediction => prediction.Values.Length != classes))
            throw new ArgumentException($"{batch.Count} images of {classes} classes have {batch.Count * classes} probabilities, not {predictions.Sum(prediction => prediction.Values.Length)}.", nameof(predictions));
        return batch.Indices.Select((index, i) => ImagePrediction.FromProbabilities(
            index, dataset.NameOf(index), labels.Indices[dataset.TargetOf(index)], predictions[i].Values.Span));
    }
}
