using System.Collections.Immutable;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training.Trainer;

/// <summary>A task's figures by their names in recipes and cards.</summary>
static class MetricNames
{
    /// <summary>The figure that chooses the best epoch: the recipe's, or the task's main one; null where the recipe names one that the task does not have.</summary>
    public static Metric? Choose(ImmutableArray<Metric> metrics, Metric main, Recipe recipe) =>
        recipe.EarlyStopping.Metric is { Length: > 0 } name ? metrics.FirstOrDefault(metric => metric.Name == name) : main;

    /// <summary>The figures of a card with those of a validation: shares, in percent.</summary>
    public static ImmutableSortedDictionary<string, double> Record(
        ImmutableSortedDictionary<string, double> card, ImmutableArray<Metric> metrics, EvaluationResult validation) =>
        card.SetItems(metrics.Where(metric => metric.IsShare).Select(metric => KeyValuePair.Create($"{metric.Name}Percent", Math.Round(100 * validation.Metrics[metric.Name], 3))));
}
