using System.Collections.Immutable;

namespace MobileNetSharp.Evaluation;

/// <summary>How well a network classifies a set of images. All figures follow from <see cref="Predictions"/>; shares are 0…1.</summary>
public sealed class ClassificationResult
{
    /// <summary>The calibration error's bins: Guo et al., "On Calibration of Modern Neural Networks" (2017).</summary>
    const int CalibrationBins = 15;

    /// <summary>A right class with less probability counts as this much, so that one image cannot make the mean infinite.</summary>
    const double LeastProbability = 1e-12;

    /// <summary>The figures of at least one image.</summary>
    /// <exception cref="EvaluationException">There is no prediction.</exception>
    public ClassificationResult(ImmutableArray<string> classNames, IEnumerable<ImagePrediction> predictions)
    {
        (ClassNames, Predictions) = (classNames, [.. predictions]);
        if (Predictions.IsEmpty)
            throw new EvaluationException("No image could be evaluated; at least one is expected.");
        Confusion = new ConfusionMatrix(Predictions);
        PerClass = Classes();
        Calibration = Bins();
        ExpectedCalibrationError = Calibration.Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.MeanConfidence)) / Images;
        MeanNegativeLogLikelihood = Predictions.Average(prediction => -Math.Log(Math.Max(prediction.LabelProbability, LeastProbability)));
    }

    /// <summary>The names of the network's classes.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>What the network said, image by image.</summary>
    public ImmutableArray<ImagePrediction> Predictions { get; }

    /// <summary>How many images there were.</summary>
    public int Images => Predictions.Length;

    /// <summary>Images whose right class comes first.</summary>
    public double Top1 => TopK(1);

    /// <summary>Images whose right class is among the first five.</summary>
    public double Top5 => TopK(5);

    /// <summary>The mean of −ln(probability of the right class), probabilities below 10⁻¹² counting as that.</summary>
    public double MeanNegativeLogLikelihood { get; }

    /// <summary>How far confidence and accuracy are apart: the mean over 15 bins of equal width, weighted by their images (Guo et al. 2017, equation 3).</summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>The bins of the calibration error, from confidence 0 to 1.</summary>
    public ImmutableArray<CalibrationBin> Calibration { get; }

    /// <summary>Which classes are taken for which.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>The classes that the images show, by number.</summary>
    public ImmutableArray<ClassMetrics> PerClass { get; }

    /// <summary>The mean of the classes' recalls, in which a rare class counts as much as a frequent one (balanced accuracy).</summary>
    public double MeanRecall => PerClass.Average(metrics => metrics.Recall);

    /// <summary>The mean of the classes' F1 (macro F1), over the classes that the images show.</summary>
    public double MeanF1 => PerClass.Average(metrics => metrics.F1);

    /// <summary>Images whose right class is among the first <paramref name="k"/>.</summary>
    public double TopK(int k) => (double)Predictions.Count(prediction => prediction.Rank < k) / Images;

    /// <summary>The wrong predictions, the one that the network was surest of first.</summary>
    public ImmutableArray<ImagePrediction> WorstMistakes(int count) =>
    [
        .. Predictions.Where(prediction => !prediction.IsRight)
            .OrderByDescending(prediction => prediction.Confidence).ThenBy(prediction => prediction.Index).Take(count),
    ];

    ImmutableArray<ClassMetrics> Classes()
    {
        var predicted = Predictions.CountBy(prediction => prediction.Predicted).ToDictionary();
        return
        [
            .. Predictions.CountBy(prediction => prediction.Label).OrderBy(label => label.Key).Select(label => new ClassMetrics(
                label.Key, label.Value, predicted.GetValueOrDefault(label.Key), Confusion[label.Key, label.Key])),
        ];
    }

    ImmutableArray<CalibrationBin> Bins()
    {
        var bins = Predictions.ToLookup(prediction => Math.Clamp((int)Math.Ceiling(prediction.Confidence * CalibrationBins) - 1, 0, CalibrationBins - 1));
        return
        [
            .. Enumerable.Range(0, CalibrationBins).Select(bin => new CalibrationBin(
                (double)bin / CalibrationBins,
                (double)(bin + 1) / CalibrationBins,
                bins[bin].Count(),
                bins[bin].Select(prediction => prediction.Confidence).DefaultIfEmpty().Average(),
                bins[bin].Select(prediction => prediction.IsRight ? 1.0 : 0).DefaultIfEmpty().Average())),
        ];
    }
}
