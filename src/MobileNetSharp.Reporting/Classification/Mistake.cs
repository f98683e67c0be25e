using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Imaging;
using MobileNetSharp.Plotting.Html;

namespace MobileNetSharp.Reporting.Classification;

/// <summary>An image that was predicted wrongly.</summary>
/// <param name="Image">The image.</param>
/// <param name="Name">Its name in the dataset.</param>
/// <param name="Label">What it shows.</param>
/// <param name="Predicted">What was predicted.</param>
/// <param name="Confidence">The probability of the prediction, 0…1.</param>
public sealed record Mistake(RgbImage Image, string Name, string Label, string Predicted, double Confidence)
{
    /// <summary>The most confident mistakes of a result, their images loaded from the dataset that was evaluated; one that no longer loads is left out.</summary>
    public static IReadOnlyList<Mistake> Worst(ClassificationResult result, Dataset<int> dataset, int count = 24)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(dataset);
        var mistakes = new List<Mistake>();
        foreach (var prediction in result.WorstMistakes(count))
        {
            try
            {
                mistakes.Add(new Mistake(
                    dataset.Load(prediction.Index), prediction.Name,
                    result.ClassNames[prediction.Label], result.ClassNames[prediction.Predicted], prediction.Confidence));
            }
            catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
            {
                // Gone since it was evaluated: the figures stand without it.
            }
        }

        return mistakes;
    }

    internal ReportImage ToImage() => new(
        Image, $"{ClassificationSections.ShortName(Predicted)}, {ClassificationSections.Percent(Confidence)}",
        $"is {ClassificationSections.ShortName(Label)}", Name);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Predicted}, {ClassificationSections.Percent(Confidence)}; is {Label}";
}
