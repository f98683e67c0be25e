using System.Collections.Immutable;

namespace MobileNetSharp.Evaluation.Classification;

/// <summary>How well a network classifies a set of images. All figures follow from <see cref="Predictions"/>; shares are 0…1.</summary>
public sealed class ClassificationResult : EvaluationResult
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

    /// <summary>The predictions, image by image.</summary>
    public ImmutableArray<ImagePrediction> Predictions { get; }

    /// <inheritdoc/>
    public override int Images => Predictions.Length;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Metrics => new Dictionary<string, double>(StringComparer.Ordinal)
    {
        [ClassificationMetrics.ValidationLoss.Name] = MeanNegativeLogLikelihood,
        [ClassificationMetrics.Top1.Name] = Top1,
        [ClassificationMetrics.Top5.Name] = Top5,
    };

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

    /// <summary>The confusion matrix.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>The classes that the images show, by number.</summary>
    public ImmutableArray<ClassMetrics> PerClass { get; }

    /// <summary>The mean of the classes' recalls, in which a rare class counts as much as a frequent one (balanced accuracy).</summary>
    public double MeanRecall => PerClass.Average(metrics => metrics.Recall);

    /// <summary>The mean of the classes' F1 (macro F1), over the classes that the images show.</summary>
    public double MeanF1 => PerClass.Average(metrics => metrics.F1);

    /// <summary>Images whose right class is among the first <paramref name="k"/>.</summary>
    public double TopK(int k) => (double)Predictions.Count(prediction => prediction.Rank < k) / Images;

    /// <summary>The wrong predictions, the most confident first.</summary>
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

/// <summary>How well one class is found.</summary>
/// <param name="Class">The class.</param>
/// <param name="Count">Images that show it.</param>
/// <param name="Predicted">Images that are predicted as it.</param>
/// <param name="Right">Images in both.</param>
public sealed record ClassMetrics(int Class, int Count, int Predicted, int Right)
{
    /// <summary>The share of the images predicted as this class that show it, 0…1; 0 where there are none.</summary>
    public double Precision => Share(Right, Predicted);

    /// <summary>The share of the images of this class that is found, 0…1; 0 where there are none.</summary>
    public double Recall => Share(Right, Count);

    /// <summary>The harmonic mean of precision and recall, 0…1.</summary>
    public double F1 => Share(2 * Right, Count + Predicted);

    static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}

/// <summary>The images whose confidence lies in one range: above <paramref name="From"/>, up to and with <paramref name="To"/>.</summary>
/// <param name="From">The lower bound, 0…1.</param>
/// <param name="To">The upper bound, 0…1.</param>
/// <param name="Count">Images.</param>
/// <param name="MeanConfidence">The mean of their confidences, 0…1; 0 where there are none.</param>
/// <param name="Accuracy">The share of them that is right, 0…1; 0 where there are none.</param>
public sealed record CalibrationBin(double From, double To, int Count, double MeanConfidence, double Accuracy);
