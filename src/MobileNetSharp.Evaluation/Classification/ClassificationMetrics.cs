using System.Collections.Immutable;

namespace MobileNetSharp.Evaluation.Classification;

/// <summary>The figures by which the epochs of a classifier's training are compared.</summary>
public static class ClassificationMetrics
{
    /// <summary>The mean negative log-likelihood of the validation images.</summary>
    public static Metric ValidationLoss { get; } = new("validationLoss", "val loss", "loss/validation", HigherIsBetter: false, IsShare: false) { Words = "validation loss" };

    /// <summary>The share of images whose most probable class is right.</summary>
    public static Metric Top1 { get; } = new("top1", "top-1", "accuracy/top1", HigherIsBetter: true, IsShare: true);

    /// <summary>The share of images whose class is among the five most probable.</summary>
    public static Metric Top5 { get; } = new("top5", "top-5", "accuracy/top5", HigherIsBetter: true, IsShare: true);

    /// <summary>All of them.</summary>
    public static ImmutableArray<Metric> All { get; } = [ValidationLoss, Top1, Top5];

    /// <summary>Those that say something about so many classes: with five or fewer, top-5 is always 1.</summary>
    public static ImmutableArray<Metric> For(int classes) => classes > 5 ? All : [ValidationLoss, Top1];
}
