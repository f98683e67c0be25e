namespace MobileNetSharp.Evaluation;

/// <summary>How good a network is on a set of images. Each task has its own figures; those that compare epochs of a training are found by name.</summary>
public abstract class EvaluationResult
{
    /// <summary>How many images there were.</summary>
    public abstract int Images { get; }

    /// <summary>The figures by the names of the task's <see cref="Metric"/>s.</summary>
    public abstract IReadOnlyDictionary<string, double> Metrics { get; }
}

/// <summary>A figure of an evaluation.</summary>
/// <param name="Name">Its name in recipes, tables and JSON, such as <c>top1</c>.</param>
/// <param name="Title">Its short name in tables and plots.</param>
/// <param name="Tag">Its name in TensorBoard, such as <c>accuracy/top1</c>.</param>
/// <param name="HigherIsBetter">Whether a higher value is better.</param>
/// <param name="IsShare">Whether it is a share, 0…1, which is shown in percent.</param>
public sealed record Metric(string Name, string Title, string Tag, bool HigherIsBetter, bool IsShare)
{
    /// <summary>Its name in sentences, such as <c>validation loss</c>; the title unless it has another.</summary>
    public string Words { get; init; } = Title;

    /// <summary>What it measures, where the title is an abbreviation: <c>mean average precision at IoU 0.50</c>; else empty.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>A value with its unit: <c>91.7 %</c>, <c>0.0971</c>.</summary>
    public string Format(double value) => IsShare ? FormattableString.Invariant($"{100 * value:F1} %") : FormattableString.Invariant($"{value:G3}");
}

/// <summary>A figure of two models on the same images.</summary>
public sealed record MetricComparison(Metric Metric, double First, double Second);

/// <summary>How well two models agree on the same images.</summary>
/// <param name="Images">How many images there were.</param>
/// <param name="LargestDifference">The largest difference between two numbers that they predict.</param>
public abstract record ModelComparison(int Images, double LargestDifference)
{
    /// <summary>Images on which both predict the same.</summary>
    public abstract int Agreements { get; }

    /// <summary>The figure that counts in this task, as each of them reaches it on these images.</summary>
    public abstract MetricComparison Figure { get; }
}
