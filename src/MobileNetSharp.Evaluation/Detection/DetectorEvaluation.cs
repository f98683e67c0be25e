using System.Collections.Immutable;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>Measures detectors on a data set.</summary>
public static class DetectorEvaluation
{
    /// <summary>What a predictor finds in each image, in the order of the images' ids.</summary>
    /// <param name="predictor">The detector.</param>
    /// <param name="batches">The images, prepared as the predictor's model wants them.</param>
    /// <param name="dataset">Where the batches come from: names and objects of the images.</param>
    /// <param name="labels">Which of the data set's classes the predictor's are.</param>
    /// <param name="progress">Receives the part of the data set that is done, 0…1, after each batch.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="EvaluationException">A box or a score is not a number; the message names the image.</exception>
    public static ImmutableArray<EvaluatedImage> Predict(
        Predictor<ImmutableArray<ScoredBox>> predictor, IEnumerable<Batch<AnnotatedBoxes>> batches, DetectionDataset dataset, DetectionLabelMap labels,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(labels);
        var images = new List<EvaluatedImage>(dataset.Count);
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = predictor.Predict(batch);
            for (var i = 0; i < batch.Count; i++)
                images.Add(Read(found[i], batch, i, dataset, labels));
            progress?.Report((double)images.Count / dataset.Count);
        }

        return [.. images.OrderBy(image => dataset.ImageIdOf(image.Index))];
    }

    /// <summary>What a file of results has found in each image of a data set, in the order of the images' ids.</summary>
    public static ImmutableArray<EvaluatedImage> FromResults(CocoResults results, DetectionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(dataset);
        return
        [
            .. Enumerable.Range(0, dataset.Count).OrderBy(dataset.ImageIdOf)
                .Select(index => new EvaluatedImage(index, dataset.NameOf(index), dataset.TargetOf(index), results.In(dataset.ImageIdOf(index)))),
        ];
    }

    static EvaluatedImage Read(ImmutableArray<ScoredBox> found, Batch<AnnotatedBoxes> batch, int i, DetectionDataset dataset, DetectionLabelMap labels)
    {
        var (index, (height, width)) = (batch.Indices[i], batch.Size);
        var back = batch.Transforms[i].Inverse(width, height);
        var detections = ImmutableArray.CreateBuilder<ScoredBox>(found.Length);
        foreach (var (share, @class, score) in found)
        {
            if (labels.Classes[@class] is not { } known)
                continue;
            var (left, top, right, bottom) = back.Apply(share.Left * width, share.Top * height, share.Right * width, share.Bottom * height);
            if (!double.IsFinite(left + top + right + bottom + score))
            {
                throw new EvaluationException($"{dataset.NameOf(index)}: the network gives a box or a score that is not a number; its weights or its preprocessing are broken.")
                {
                    Image = dataset.NameOf(index),
                };
            }

            // As users see them: neither in a border that the input has around the image, nor outside.
            var box = new Box(left, top, right, bottom).Clip(batch.ImageSizes[i].Width, batch.ImageSizes[i].Height);
            if (box.Area > 0)
                detections.Add(new(box, known, score));
        }

        return new(index, dataset.NameOf(index), dataset.TargetOf(index), detections.ToImmutable());
    }
}
