using MobileNetSharp.Cards;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Detection;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Vision.Detection;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The demo of detection: scenes of several shapes that overlap.</summary>
sealed class DetectDemo(DemoOptions options) : DemoRun<AnnotatedBoxes, DetectionResult>(options)
{
    const int ValidationCount = 300, TestCount = 500, Shown = 5, Enlarged = 3;

    protected override string Next =>
        $"detect {RunFolder.Quoted(Path.Combine(Folder, "images"))} --model {RunFolder.Quoted(Folder)} --out {RunFolder.Quoted(Path.Combine(Folder, "again"))}";

    protected override Dataset<AnnotatedBoxes> Images(Recipe recipe) => new DrawnScenes(TrainCount(recipe) + ValidationCount, (ulong)recipe.Seed, DemoDetector.Size);

    /// <summary>Parts of one data set: an image's stratum depends on which classes are rare in all of it.</summary>
    protected override DatasetSplits<AnnotatedBoxes> Splits(Recipe recipe)
    {
        var (images, count) = (Images(recipe), TrainCount(recipe));
        return new(images.Subset([.. Enumerable.Range(0, count)]), images.Subset([.. Enumerable.Range(count, ValidationCount)]));
    }

    protected override TrainingTask<AnnotatedBoxes, DetectionResult> TaskOf(Dataset<AnnotatedBoxes> images) => new DetectionTask(((DetectionDataset)images).ClassNames);

    protected override Model Start(Recipe recipe, TrainingTask<AnnotatedBoxes, DetectionResult> task) => DemoDetector.Create(recipe, task);

    protected override void Print(TrainingRun<AnnotatedBoxes, DetectionResult> run, TrainingResult<DetectionResult> result, bool json, CancellationToken cancellationToken)
    {
        var document = Results(run, result, cancellationToken);
        if (json)
            CliJson.Print(document);
        else
            DetectDemoText.Print(document);
    }

    /// <summary>The results: figures on both sets of images, files, and the objects of a few images.</summary>
    DemoDetectDocument Results(TrainingRun<AnnotatedBoxes, DetectionResult> run, TrainingResult<DetectionResult> result, CancellationToken cancellationToken)
    {
        using var model = ModelFile.Load(run.ModelPath);
        var unseen = new DrawnScenes(TestCount, (ulong)run.Recipe.Seed + 1, DemoDetector.Size);
        var test = Evaluate(model, unseen, cancellationToken);
        List<TrainDetectExport> exports = [.. Export(run, cancellationToken).Select(TrainDetectExport.Of)];
        return new DemoDetectDocument(
            Folder, AsGiven(run.ModelPath), new FileInfo(run.ModelPath).Length, AsGiven(run.ReportPath), TrainBest.Of(result),
            DemoFigures.Of(result.Validation), DemoFigures.Of(test), [.. exports.Select(export => export with { Path = AsGiven(export.Path) })],
            Detect(model, unseen), result.History.Length, Math.Round(result.Duration.TotalSeconds, 1), PeakRssBytes);
    }

    DetectionResult Evaluate(Model model, DrawnScenes unseen, CancellationToken cancellationToken)
    {
        using var engine = DetectorDecoder.CreatePredictor(model, new EngineOptions { Threads = Training.Threads });
        var loader = new BatchLoader<AnnotatedBoxes>(
            unseen, Sampler.Sequential(unseen.Count), new LoaderOptions(engine.Decoder.InputSize, engine.Decoder.Preprocessing) { BatchSize = 16, Workers = Training.Threads });
        return new([.. unseen.ClassNames], DetectorEvaluation.Predict(
            engine, loader.Epoch(0, cancellationToken: cancellationToken), unseen, DetectionLabelMap.Identity(unseen.ClassNames), cancellationToken: cancellationToken));
    }

    /// <summary>Writes a few images, finds their objects with the engine, and draws them on an enlarged copy.</summary>
    List<DetectResult> Detect(Model model, DrawnScenes unseen)
    {
        var (images, drawn) = (Directory.CreateDirectory(Path.Combine(Folder, "images")).FullName, Directory.CreateDirectory(Path.Combine(Folder, "drawn")).FullName);
        using var detector = new ObjectDetector(model, new EngineOptions { Threads = Training.Threads });
        var results = new List<DetectResult>();
        for (var i = 0; i < Shown; i++)
        {
            var image = unseen.Load(i);
            var (path, annotated) = (Path.Combine(images, $"{i + 1}.png"), Path.Combine(drawn, $"{i + 1}.png"));
            image.SavePng(path);
            var found = detector.Detect(image);
            var enlarged = image.Resize(Enlarged * image.Width, Enlarged * image.Height, Interpolation.PillowBicubic);
            found.ToSize(enlarged.Width, enlarged.Height).Draw(enlarged);
            enlarged.SavePng(annotated);
            results.Add(DetectReport.ResultOf(AsGiven(path), found, AsGiven(annotated)));
        }

        return results;
    }
}
