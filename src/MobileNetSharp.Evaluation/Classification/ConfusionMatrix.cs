using System.Collections.Immutable;

namespace MobileNetSharp.Evaluation.Classification;

/// <summary>The confusion matrix: how many images of each class were predicted as which; kept sparse, since 1,000 classes have a million pairs.</summary>
public sealed class ConfusionMatrix
{
    readonly Dictionary<(int Label, int Predicted), int> counts = [];

    internal ConfusionMatrix(IEnumerable<ImagePrediction> predictions)
    {
        foreach (var prediction in predictions)
        {
            var pair = (prediction.Label, prediction.Predicted);
            counts[pair] = counts.GetValueOrDefault(pair) + 1;
        }
    }

    /// <summary>Images of class <paramref name="label"/> that were predicted as class <paramref name="predicted"/>.</summary>
    public int this[int label, int predicted] => counts.GetValueOrDefault((label, predicted));

    /// <summary>The pairs of different classes that were confused most often, the most frequent first.</summary>
    public ImmutableArray<Confusion> MostConfused(int count) =>
    [
        .. counts.Where(pair => pair.Key.Label != pair.Key.Predicted)
            .Select(pair => new Confusion(pair.Key.Label, pair.Key.Predicted, pair.Value))
            .OrderByDescending(confusion => confusion.Count).ThenBy(confusion => confusion.Label).ThenBy(confusion => confusion.Predicted)
            .Take(count),
    ];
}

/// <summary>How many images of one class were predicted as another.</summary>
public sealed record Confusion(int Label, int Predicted, int Count);
