using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Reporting;
using MobileNetSharp.Reporting.Detection;
using static System.FormattableString;

namespace MobileNetSharp.Cli.Commands;

/// <summary>One evaluation of a detector: reads the data, shows the images to a model or reads what another program found, tells what came out.</summary>
sealed record EvalDetectRun(EvalSettings Settings)
{
    const int BatchSize = 8;

    /// <summary>How the annotations are read.</summary>
    public AnnotationOptions Annotations { get; init; } = new();

    /// <summary>Anchors, where they are given.</summary>
    public AnchorChoice? Anchors { get; init; }

    public required string? ResultsPath { get; init; }

    public string? SavePath { get; init; }

    public SuppressionKind Suppression { get; init; }

    public double? IouThreshold { get; init; }

    public double? ScoreThreshold { get; init; }

    public Interpolation? Interpolation { get; init; }

    /// <summary>Errors, precision and recall are those of detections from this score on.</summary>
    public double ShownScore { get; init; }

    public bool Voc { get; init; }

    public bool ClassAgnostic { get; init; }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        EvalOutput.CheckFolder(Settings.ReportPath);
        EvalOutput.CheckFolder(SavePath);
        var whole = DetectionDataset.Open(Settings.Data, Annotations with { KeepsMissingImages = ResultsPath is not null, KeepsStatedBoxes = true });
        if (!Settings.Quiet)
            DataNotes.Print(whole);
        var (chosen, split) = SplitChoice.Of(whole, Settings.Data, Settings.Split);
        var dataset = whole.Subset(chosen);
        var found = ResultsPath is null
            ? await DetectAsync(dataset, cancellationToken).ConfigureAwait(false)
            : await ReadResultsAsync(whole, dataset, cancellationToken).ConfigureAwait(false);
        foreach (var broken in found.Broken)
            Terminal.Error($"{broken.Name}: {broken.Error}");
        if (SavePath is not null)
            CocoResults.Write(SavePath, found.Images, dataset);
        var result = Result(found.Images, dataset);
        var overlap = TrainingOverlap.Find(Settings.ModelName, dataset);
        var document = EvalDetectDocument.Of(this, found, split, result) with { TrainingImages = overlap?.Images, Notes = [.. found.Notes.Count > 0 ? found.Notes : DetectionNotes.Of(result)] };
        if (!Settings.Quiet)
        {
            foreach (var note in document.Notes)
                Terminal.Text($"mobilenet: {note}");
            overlap?.Print(dataset.Count);
        }

        if (Settings.Json)
            CliJson.Print(document);
        else
            EvalDetectText.Print(document);
        if (Settings.ReportPath is not null)
            Report(found, document, result, dataset).ToHtml().Save(Settings.ReportPath);
        return found.Broken.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    DetectionResult Result(ImmutableArray<EvaluatedImage> images, DetectionDataset dataset) => ClassAgnostic
        ? new(["object"], images.Select(image => image.WithoutClasses()), ShownScore)
        : new([.. dataset.ClassNames], images, ShownScore);

    async Task<EvalDetections> DetectAsync(DetectionDataset dataset, CancellationToken cancellationToken)
    {
        var map = Settings.LabelMapPath is null ? null : LabelMapFile.Read(Settings.LabelMapPath);
        using var model = await ModelSource.LoadAsync(Settings.ModelName, Settings.Read.With(Anchors), Settings.Quiet, cancellationToken).ConfigureAwait(false);
        var head = Settings.Named(() => DetectorHead.FromModel(model));
        ModelSource.NoteNumberedClasses(head.NamesClasses, Settings.Quiet);
        var suppression = DetectorDecoder.SuppressionOf(head) with { Kind = Suppression };
        suppression = suppression with { IouThreshold = IouThreshold ?? suppression.IouThreshold, ScoreThreshold = ScoreThreshold ?? suppression.ScoreThreshold };
        var preprocessing = head.Preprocessing with { Interpolation = Interpolation ?? head.Preprocessing.Interpolation };
        var labels = ClassAgnostic ? DetectionLabelMap.Single(head.Labels) : DetectionLabelMap.Match(dataset.ClassNames, head.Labels, map);
        using var predictor = Settings.Engine.Create(model, new DetectorDecoder(head, suppression));
        var loader = new BatchLoader<AnnotatedBoxes>(
            dataset, Sampler.Sequential(dataset.Count),
            new LoaderOptions(head.InputSize, preprocessing) { BatchSize = BatchSize, Workers = Settings.Engine.Threads, Broken = BrokenImages.Skip });
        var images = await WorkProgress.RunAsync("evaluating", Settings.Quiet, progress => DetectorEvaluation.Predict(
            predictor, loader.Epoch(0, cancellationToken: cancellationToken), dataset, labels, progress, cancellationToken)).ConfigureAwait(false);
        return new(Settings.ModelName!, images)
        {
            Engine = predictor.Name,
            Suppression = suppression,
            Broken = loader.Broken,
            Notes = [.. DetectionNotes.Of(labels, dataset)],
            Facts = [new("network", model.Graph.Name), .. model.Card.Provenance.Source is { } source ? [new("source", source)] : Array.Empty<KeyValuePair<string, string>>()],
        };
    }

    async Task<EvalDetections> ReadResultsAsync(DetectionDataset whole, DetectionDataset dataset, CancellationToken cancellationToken)
    {
        var results = await CocoResults.ReadAsync(ResultsPath!, dataset, whole, cancellationToken).ConfigureAwait(false);
        return new(ResultsPath!, DetectorEvaluation.FromResults(results, dataset)) { Notes = [.. DetectionNotes.Of(results, dataset)] };
    }

    EvaluationReport Report(EvalDetections found, EvalDetectDocument document, DetectionResult result, DetectionDataset dataset) =>
        new($"{Path.GetFileName(found.Name)} on {Path.GetFileName(Path.TrimEndingDirectorySeparator(Settings.Data))}", DetectionSections.Create(result, dataset))
        {
            Subtitle = Invariant($"{result.Images} images{(document.Split is null ? "" : $" of {document.Split}")}, {document.Objects} objects, {document.PerClass.Count} classes"),
            Provenance =
            [
                new(ResultsPath is null ? "model" : "results", found.Name), .. found.Facts, new("data", Settings.Data),
                .. found.Suppression is { } suppression ? [new("engine", found.Engine!), new("suppression", EvalDetectText.Words(suppression))] : Array.Empty<KeyValuePair<string, string>>(),
                .. document.TrainingImages is > 0 ? [new("trained on", $"{document.TrainingImages} of these images")] : Array.Empty<KeyValuePair<string, string>>(),
                new("mobilenet", typeof(EvalDetectRun).Assembly.GetName().Version!.ToString(3)),
            ],
        };
}

/// <summary>What was found in the images, and by what.</summary>
/// <param name="Name">The model, or the file of results.</param>
/// <param name="Images">The images.</param>
sealed record EvalDetections(string Name, ImmutableArray<EvaluatedImage> Images)
{
    /// <summary>The engine's name; null where results were read.</summary>
    public string? Engine { get; init; }

    public Suppression? Suppression { get; init; }

    public IReadOnlyList<BrokenImage> Broken { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>More about the model, for the report.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; } = [];
}
