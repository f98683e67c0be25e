using MobileNetSharp.Datasets;

namespace MobileNetSharp.Evaluation;

/// <summary>Shows a dataset's images to predictors and measures what they say.</summary>
public static class ClassifierEvaluation
{
    /// <summary>The figures of one predictor.</summary>
    /// <param name="predictor">Who classifies.</param>
    /// <param name="batches">The images, prepared as the predictor's model wants them.</param>
    /// <param name="dataset">Where the batches come from: the names and labels of the images.</param>
    /// <param name="labels">Which of the predictor's classes the dataset's are.</param>
    /// <param name="progress">Told which part of the dataset is done, 0…1, after each batch.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="EvaluationException">There is no image, or a probability is not a number.</exception>
    public static ClassificationResult Run(
        Predictor predictor, IEnumerable<Batch> batches, ImageDataset dataset, LabelMap labels,
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

    /// <summary>The same for two predictors of the same classes and input, and how far they agree.</summary>
    /// <exception cref="EvaluationException">There is no image, or a probability is not a number.</exception>
    public static Comparison Compare(
        Predictor first, Predictor second, IEnumerable<Batch> batches, ImageDataset dataset, LabelMap labels,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var (ofFirst, ofSecond, largest) = (new List<ImagePrediction>(), new List<ImagePrediction>(), 0.0);
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (one, other) = (first.Predict(batch), second.Predict(batch));
            ofFirst.AddRange(Read(one, batch, dataset, labels));
            ofSecond.AddRange(Read(other, batch, dataset, labels));
            for (var i = 0; i < one.Length; i++)
                largest = Math.Max(largest, Math.Abs(one[i] - other[i]));
            progress?.Report((double)ofFirst.Count / dataset.Count);
        }

        return new Comparison(
            new ClassificationResult(labels.ModelLabels, ofFirst), new ClassificationResult(labels.ModelLabels, ofSecond), largest);
    }

    static IEnumerable<ImagePrediction> Read(float[] probabilities, Batch batch, ImageDataset dataset, LabelMap labels)
    {
        var classes = labels.ModelLabels.Length;
        if (probabilities.Length != batch.Count * classes)
            throw new ArgumentException($"{batch.Count} images of {classes} classes have {batch.Count * classes} probabilities, not {probabilities.Length}.", nameof(probabilities));
        return batch.Indices.Select((index, i) => ImagePrediction.Of(
            index, dataset.NameOf(index), labels.Indices[dataset.LabelOf(index)], probabilities.AsSpan(i * classes, classes)));
    }
}
