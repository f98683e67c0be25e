using MobileNetSharp.Classification;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Reporting;
using MobileNetSharp.Reporting.Classification;

namespace MobileNetSharp.Cli.Commands;

/// <summary>One evaluation: reads data and model, shows the images to one or two engines, tells what came out.</summary>
sealed record EvalClassifyRun(EvalSettings Settings)
{
    const int BatchSize = 8;

    public EvalEngine? Compare { get; init; }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        EvalOutput.CheckFolder(Settings.ReportPath);
        var map = Settings.LabelMapPath is null ? null : LabelMapFile.Read(Settings.LabelMapPath);
        var whole = ClassificationDataset.Open(Settings.Data);
        if (!Settings.Quiet)
            DataNotes.Print(whole);
        var (images, split) = SplitChoice.Of(whole, Settings.Data, Settings.Split);
        var dataset = whole.Subset(images);
        using var model = await ModelSource.LoadAsync(Settings.ModelName, Settings.Read, Settings.Quiet, cancellationToken).ConfigureAwait(false);
        var name = Settings.ModelName ?? model.Graph.Name;
        var head = Settings.Named(() => ClassifierHead.FromModel(model));
        ModelSource.NoteNumberedClasses(head.NamesClasses, Settings.Quiet);
        using var predictor = Settings.Engine.Create(model, new ClassifierDecoder(head));
        using var second = Compare?.Create(model, new ClassifierDecoder(head));
        var labels = LabelMap.Match(dataset.ClassNames, head.Labels, map);
        var loader = new BatchLoader<int>(
            dataset, Sampler.Sequential(dataset.Count),
            new LoaderOptions(model.Graph.Inputs[0].Shape.Size, head.Preprocessing) { BatchSize = BatchSize, Workers = Settings.Engine.Threads, Broken = BrokenImages.Skip });
        var (result, comparison) = await WorkProgress.RunAsync("evaluating", Settings.Quiet, progress =>
        {
            var batches = loader.Epoch(0, cancellationToken: cancellationToken);
            if (second is null)
                return (ClassifierEvaluation.Run(predictor, batches, dataset, labels, progress, cancellationToken), null);
            var both = ClassifierEvaluation.Compare(predictor, second, batches, dataset, labels, progress, cancellationToken);
            return (both.First, (ClassificationComparison?)both);
        }).ConfigureAwait(false);

        foreach (var broken in loader.Broken)
            Terminal.Error($"{broken.Name}: {broken.Error}");
        var overlap = TrainingOverlap.Find(Settings.ModelName, dataset);
        if (!Settings.Quiet)
            overlap?.Print(dataset.Count);
        Tell(Document(name, split, predictor, second, result, comparison, loader.Broken) with { TrainingImages = overlap?.Images });
        if (Settings.ReportPath is not null)
            Report(name, split, model, predictor, result, dataset, overlap).ToHtml().Save(Settings.ReportPath);
        return loader.Broken.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    EvalClassifyDocument Document(
        string name, string? split, Predictor<ClassProbabilities> first, Predictor<ClassProbabilities>? second,
        ClassificationResult result, ClassificationComparison? comparison, IReadOnlyList<BrokenImage> broken) => new(
            name, Settings.Data, split, first.Name,
            result.Top1, result.Top5, result.Images, result.ClassNames.Length, result.MeanRecall, result.MeanF1,
            result.MeanNegativeLogLikelihood, result.ExpectedCalibrationError,
            EvalClassifyDocument.ClassesOf(result), EvalClassifyDocument.ConfusionsOf(result),
            comparison is null ? null : EvalComparison.Of(second!.Name, comparison),
            [.. broken.Select(image => new ImageFailure(image.Name, image.Error))], TrainingImages: null);

    void Tell(EvalClassifyDocument document)
    {
        if (Settings.Json)
            CliJson.Print(document);
        else
            EvalText.Print(document);
    }

    EvaluationReport Report(
        string name, string? split, Model model, Predictor<ClassProbabilities> predictor, ClassificationResult result, ClassificationDataset dataset,
        TrainingOverlap? overlap) =>
        new($"{Path.GetFileName(name)} on {Path.GetFileName(Path.TrimEndingDirectorySeparator(Settings.Data))}", ClassificationSections.Create(result, dataset))
        {
            Subtitle = $"{result.Images} images{(split is null ? "" : $" of {split}")}, {result.PerClass.Length} classes",
            Provenance =
            [
                new("model", name), new("network", model.Graph.Name), new("data", Settings.Data), new("engine", predictor.Name),
                .. overlap is { Images: > 0 } ? [new("trained on", $"{overlap.Images} of these images")] : Array.Empty<KeyValuePair<string, string>>(),
                .. model.Card.Provenance.Source is { } source ? [new("source", source)] : Array.Empty<KeyValuePair<string, string>>(),
                new("mobilenet", typeof(EvalClassifyRun).Assembly.GetName().Version!.ToString(3)),
            ],
        };
}
