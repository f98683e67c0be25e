using MobileNetSharp.Evaluation.Classification;

namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>eval classify --json</c> prints; shares are 0…1. <c>trainingImages</c>: how many of the images the model was trained on, where that is known.</summary>
sealed record EvalClassifyDocument(
    string Model, string Data, string? Split, string Engine,
    double Top1, double Top5, int Images, int Classes, double MeanRecall, double MeanF1,
    double MeanNegativeLogLikelihood, double ExpectedCalibrationError,
    List<EvalClass> PerClass, List<EvalConfusion> Confusions, EvalComparison? Comparison, List<ImageFailure> Failures, int? TrainingImages)
{
    public static List<EvalClass> ClassesOf(ClassificationResult result) =>
        [.. result.PerClass.Select(metrics => new EvalClass(
            metrics.Class, result.ClassNames[metrics.Class], metrics.Count, metrics.Recall, metrics.Precision, metrics.F1))];

    public static List<EvalConfusion> ConfusionsOf(ClassificationResult result) =>
        [.. result.Confusion.MostConfused(int.MaxValue).Select(pair => new EvalConfusion(
            result.ClassNames[pair.Label], result.ClassNames[pair.Predicted], pair.Count))];
}

/// <summary>One class; <c>index</c> is the model's own output index.</summary>
sealed record EvalClass(int Index, string Label, int Images, double Recall, double Precision, double F1);

/// <summary>Images of one class that were predicted as another.</summary>
sealed record EvalConfusion(string Label, string Predicted, int Images);

/// <summary>What a second engine says of the same images.</summary>
sealed record EvalComparison(string Engine, double Top1, double Top5, int SameTop1, double LargestDifference, List<EvalDisagreement> Disagreements)
{
    public static EvalComparison Of(string engine, ClassificationComparison comparison)
    {
        var names = comparison.First.ClassNames;
        return new EvalComparison(
            engine, comparison.Second.Top1, comparison.Second.Top5, comparison.Agreements, comparison.LargestDifference,
            [
                .. comparison.Disagreements.Select(pair => new EvalDisagreement(
                    pair.First.Name, names[pair.First.Label], names[pair.First.Predicted], pair.First.Confidence,
                    names[pair.Second.Predicted], pair.Second.Confidence)),
            ]);
    }
}

/// <summary>One image that the two engines classify differently.</summary>
sealed record EvalDisagreement(string Path, string Label, string First, double FirstProbability, string Second, double SecondProbability);
