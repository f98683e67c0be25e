using System.Globalization;
using System.Runtime.InteropServices;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Formats;
using MobileNetSharp.Reporting;
using TorchSharp;

namespace MobileNetSharp.Training;

/// <summary>What is left when all phases are done: the best model with a card that tells where it comes from, and the report.</summary>
sealed class RunFinish(RunFiles files, Recipe recipe, DatasetSplits splits, TrainingOptions options, string dataName)
{
    public TrainingResult Write(Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        using var best = new Model(checkpoint.Graph, new(checkpoint.Weights), checkpoint.Card);
        var validation = Judgement.Of(best, splits.Validation, recipe, options, checkpoint.State.Broken, cancellationToken);
        using var model = best.WithCard(Card(best.Card, validation));
        RunFiles.Write(files.Model, stream => ModelFile.Save(model, stream, ModelFormat.Safetensors));
        RunFiles.Write(files.Report, Report(checkpoint, validation));
        return new TrainingResult(validation, [.. checkpoint.State.History], [.. checkpoint.State.Broken]);
    }

    ModelCard Card(ModelCard card, ClassificationResult validation) => card with
    {
        Provenance = card.Provenance with
        {
            Dataset = $"{dataName}: {splits.Train.Count} images of {splits.Train.ClassNames.Count} classes",
            Recipe = RecipeJson.ToJson(recipe),
            Metrics = card.Provenance.Metrics
                .SetItem("validationImages", validation.Images)
                .SetItem("top1Percent", Math.Round(100 * validation.Top1, 3))
                .SetItem("top5Percent", Math.Round(100 * validation.Top5, 3)),
        },
    };

    string Report(Checkpoint checkpoint, ClassificationResult validation)
    {
        var history = checkpoint.State.History;
        var report = new TrainingReport($"{dataName} by {recipe.Name}", [.. history.Select(Row)], validation)
        {
            Subtitle = $"{checkpoint.Graph.Name}, {splits.Train.Count} images of {splits.Train.ClassNames.Count} classes, {splits.Validation.Count} to validate on",
            BestEpoch = history.LastOrDefault(epoch => epoch.IsBest)?.Epoch,
            Figures =
            [
                KeyValuePair.Create("epochs", history.Count.ToString(CultureInfo.InvariantCulture)),
                KeyValuePair.Create("minutes", (history.Sum(epoch => epoch.Seconds) / 60).ToString("F1", CultureInfo.InvariantCulture)),
            ],
            Mistakes = Mistake.Worst(validation, splits.Validation),
            Recipe = RecipeJson.ToJson(recipe),
            Provenance =
            [
                KeyValuePair.Create("network", checkpoint.Card.Provenance.Source ?? checkpoint.Graph.Name),
                KeyValuePair.Create("data", dataName),
                KeyValuePair.Create("seed", recipe.Seed.ToString(CultureInfo.InvariantCulture)),
                KeyValuePair.Create("device", $"{options.Device}, {options.Threads} threads"),
                KeyValuePair.Create("trained by", $"MobileNetSharp {Version(typeof(RunFinish))}, TorchSharp {Version(typeof(torch))}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}"),
            ],
        };
        return report.ToHtml().ToString();
    }

    static HistoryRow Row(EpochResult epoch) => new(epoch.Epoch)
    {
        TrainingLoss = epoch.TrainingLoss,
        ValidationLoss = epoch.ValidationLoss,
        ValidationTop1 = epoch.Top1,
        LearningRate = epoch.LearningRate,
        ImagesPerSecond = epoch.ImagesPerSecond,
    };

    static string Version(Type type) => type.Assembly.GetName().Version?.ToString(3) ?? "?";
}
