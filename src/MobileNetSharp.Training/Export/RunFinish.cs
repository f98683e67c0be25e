using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Plotting.Html;
using MobileNetSharp.Reporting;
using MobileNetSharp.Training.Checkpoints;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Training.Trainer;
using TorchSharp;

namespace MobileNetSharp.Training.Export;

/// <summary>Writes what remains when all phases are done: the best model, with a card that says where it comes from, and the report.</summary>
sealed class RunFinish<TTarget, TResult>(
    RunFiles files, Recipe recipe, TrainingTask<TTarget, TResult> task, DatasetSplits<TTarget> splits, TrainingOptions options, string dataName)
    where TResult : EvaluationResult
{
    const int ShownSamples = 12;

    public TrainingResult<TResult> Write(Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var best = new Model(checkpoint.Graph, new(checkpoint.Weights), checkpoint.Card);
        var validation = ModelValidation.Run(task, best, splits.Validation, recipe, options, checkpoint.State.Broken, cancellationToken);
        using var model = best.WithCard(Card(best.Card, validation, checkpoint.State.History.Count));
        RunFiles.Write(files.Model, stream => ModelFile.Save(model, stream, ModelFormat.Safetensors));
        var result = new TrainingResult<TResult>(validation, [.. checkpoint.State.History], [.. checkpoint.State.Broken])
        {
            Best = BestEpoch.Of(checkpoint.State.History, MetricNames.Choose(task.Metrics, task.MainMetric, recipe)!, task.TieBreaker),
            Duration = TimeSpan.FromSeconds(checkpoint.State.Seconds) + watch.Elapsed,
        };
        var report = Report(checkpoint, result);
        RunFiles.Write(files.Report, report.ToString());
        RunFiles.Write(files.Plots, report.WritePlots);
        return result;
    }

    ModelCard Card(ModelCard card, TResult validation, int epochs) => card with
    {
        Provenance = card.Provenance with
        {
            Dataset = $"{dataName}: {task.Describe(splits.Train)}",
            Recipe = RecipeJson.ToJson(recipe),
            Epochs = epochs,
            Date = DateOnly.FromDateTime(DateTime.UtcNow),
            Metrics = MetricNames.Record(card.Provenance.Metrics.SetItem("validationImages", validation.Images), task.Metrics, validation),
        },
    };

    HtmlReport Report(Checkpoint checkpoint, TrainingResult<TResult> result)
    {
        var epoch = checkpoint.State.History.FindIndex(row => Varies(row, checkpoint.Graph));
        var report = new TrainingReport($"{dataName} by {recipe.Name}", [.. result.History.Select(Row)], task.CreateReport(result.Validation, splits.Validation))
        {
            Subtitle = $"{checkpoint.Graph.Name}, {task.Describe(splits.Train)}, {splits.Validation.Count} to validate on",
            BestEpoch = result.Best?.Epoch.Epoch,
            Measured = $"The figures are of {(result.Best is { } best ? string.Create(CultureInfo.InvariantCulture, $"the best epoch, {best.Epoch.Epoch} ({best.Reason})") : "the network as it began")}, on the {result.Validation.Images} validation images.",
            Samples = [.. Samples(checkpoint, epoch)],
            SamplesEpoch = epoch + 1,
            LeftOut = result.Broken,
            Figures =
            [
                KeyValuePair.Create("epochs", result.History.Length.ToString(CultureInfo.InvariantCulture)),
                KeyValuePair.Create("minutes", result.Duration.TotalMinutes.ToString("F1", CultureInfo.InvariantCulture)),
            ],
            Recipe = RecipeJson.ToJson(recipe),
            Provenance =
            [
                KeyValuePair.Create("network", checkpoint.Card.Provenance.Source ?? checkpoint.Graph.Name),
                KeyValuePair.Create("data", dataName),
                KeyValuePair.Create("seed", recipe.Seed.ToString(CultureInfo.InvariantCulture)),
                KeyValuePair.Create("device", $"{options.Device}, {options.Threads} threads"),
                KeyValuePair.Create("trained by", $"MobileNetSharp {Version(typeof(TrainingRun))}, TorchSharp {Version(typeof(torch))}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}"),
            ],
        };
        return report.ToHtml();
    }

    /// <summary>Whether the images of an epoch went through the network varied.</summary>
    bool Varies(EpochResult epoch, Graph graph) => recipe.Phases.Any(phase => PhaseNames.Of(phase) == epoch.Phase && !task.HasShortcut(graph, phase));

    /// <summary>The first images of an epoch, drawn; none for no epoch.</summary>
    IEnumerable<ReportImage> Samples(Checkpoint checkpoint, int epoch) => epoch < 0 ? [] : TrainingImages
        .Load(task, recipe, splits.Train, checkpoint.Graph, checkpoint.Card, options, recipe.Data.BatchSize).Preview(epoch, ShownSamples).Select(task.Draw);

    static HistoryRow Row(EpochResult epoch) => new(epoch.Epoch)
    {
        Phase = epoch.Phase,
        Seconds = epoch.Seconds,
        TrainingLoss = epoch.TrainingLoss,
        Metrics = epoch.Metrics,
        LearningRate = epoch.LearningRate,
        ImagesPerSecond = epoch.ImagesPerSecond,
    };

    static string Version(Type type) => type.Assembly.GetName().Version?.ToString(3) ?? "?";
}
