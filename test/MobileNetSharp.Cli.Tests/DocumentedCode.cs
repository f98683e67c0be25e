// The code of README.md, docs/library.md, docs/detection.md, docs/data.md, docs/evaluation.md and docs/training.md, line by line: a test holds the documents to it. Usings stand as they do there.
#pragma warning disable IDE0005, CS8019
using MobileNetSharp.Analysis;
using MobileNetSharp.Cards;
using MobileNetSharp.Catalog;
using MobileNetSharp.Classification;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Drawing;
using MobileNetSharp.Models;
using MobileNetSharp.Reporting;
using MobileNetSharp.Reporting.Classification;
using MobileNetSharp.Reporting.Detection;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Classification;
using MobileNetSharp.Training.Detection;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Vision.Classification;
using MobileNetSharp.Vision.Detection;

namespace MobileNetSharp.Cli.Tests;

static class DocumentedCode
{
    public static void Readme()
    {
        using var classifier = ImageClassifier.Load("mine.safetensors");
        foreach (var score in classifier.Classify("photo.jpg").Top)
            Console.WriteLine($"{score.Probability:P1} {score.Label}");
    }

    public static void DetectionByTask()
    {
        using var detector = ObjectDetector.Load("detector.safetensors");
        foreach (var found in detector.Detect("photo.jpg").Objects)
            Console.WriteLine($"{found.Label} {found.Score:P0} at {found.Box}");
    }

    public static void Sources(ImageClassifier classifier, byte[] frame)
    {
        using var stream = File.OpenRead("photo.jpg");
        var fromStream = classifier.Classify(stream);
        var fromCamera = classifier.Classify(frame, width: 640, height: 480, PixelFormat.Bgra32, strideBytes: 2560);
        var many = classifier.Classify([RgbImage.Load("a.jpg"), RgbImage.Load("b.jpg")], top: 1);
        float[] features = classifier.Embed("photo.jpg");
        _ = (fromStream, fromCamera, many, features);
    }

    public static async Task AwaitedAsync(ImageClassifier classifier, CancellationToken token)
    {
        var awaited = await classifier.ClassifyAsync("photo.jpg", cancellationToken: token);
        _ = awaited;
    }

    public static async Task ManyAsync(ImageClassifier classifier)
    {
        await foreach (var image in classifier.ClassifyManyAsync(Directory.EnumerateFiles("photos"), top: 1))
            Console.WriteLine(image.Succeeded ? $"{image.Source}: {image.Result.Best.Label}" : image.Error.Message);
    }

    public static void Tiles(ObjectDetector detector, RgbImage photo)
    {
        var small = detector.Detect("crowd.jpg", new DetectOptions { Threshold = 0.5f, Tiling = new Tiling(2, 3) });
        small.Draw(photo);
    }

    public static void Drawing()
    {
        var photo = RgbImage.Load("photo.jpg");
        photo.DrawBox(40, 30, 200, 180, RgbColor.ForClass(0), "clock 53 %");
        photo.SaveJpeg("drawn.jpg");
    }

    public static async Task EmbeddedAsync(ImageClassifier classifier, CancellationToken token)
    {
        float[] awaited = await classifier.EmbedAsync("photo.jpg", token);
        _ = awaited;
    }

    public static async Task CatalogAsync()
    {
        using var model = await new ModelCatalog().LoadAsync("tf/mobilenet_v2_1.4_224");
        using var classifier = new ImageClassifier(model);
    }

    public static async Task DefaultAsync()
    {
        using var classifier = await ImageClassifier.LoadDefaultAsync();
    }

    public static void Data()
    {
        var splits = DatasetSplits.Create(ClassificationDataset.Open("photos"), validationFraction: 0.2, seed: 1);
        var loader = new BatchLoader<int>(
            splits.Train,
            Sampler.Create(Sampling.Balanced, splits.Train, seed: 1),
            new LoaderOptions(224, Preprocessing.TensorFlow) { BatchSize = 32 },
            ImageAugmentation.Inception.For<int>());
        foreach (var batch in loader.Epoch(0))
            Console.WriteLine($"{batch.Count} images, {batch.Pixels.Length} values, targets {batch.Targets.Length}");
        Console.WriteLine($"waited {loader.WaitedShare:P1} of the time for images");
    }

    public static void Boxes()
    {
        var objects = DetectionDataset.Open("objects", new AnnotationOptions { Format = AnnotationFormat.Yolo });
        foreach (var fault in objects.BoxFaults)
            Console.WriteLine(fault);
        AnnotationWriter.Write(objects.Annotations, "objects-voc", AnnotationFormat.PascalVoc);
    }

    public static void Evaluation(Model model)
    {
        var head = ClassifierHead.FromModel(model);
        using var predictor = ClassifierDecoder.CreatePredictor(model);
        var dataset = ClassificationDataset.Open("photos/");
        var labels = LabelMap.Match(dataset.ClassNames, head.Labels);
        var batches = new BatchLoader<int>(
            dataset, Sampler.Sequential(dataset.Count), new LoaderOptions(head.InputSize, head.Preprocessing)).Epoch(0);
        var result = ClassifierEvaluation.Run(predictor, batches, dataset, labels);
        Console.WriteLine($"{result.Top1:P1} of {result.Images} images");
        new EvaluationReport("My model", ClassificationSections.Create(result, dataset)).ToHtml().Save("report.html");
    }

    public static void DetectorEvaluationInCode(Model model)
    {
        var head = DetectorHead.FromModel(model);
        using var predictor = DetectorDecoder.CreatePredictor(model);
        var dataset = DetectionDataset.Open("pets/");
        var labels = DetectionLabelMap.Match(dataset.ClassNames, head.Labels);
        var batches = new BatchLoader<AnnotatedBoxes>(
            dataset, Sampler.Sequential(dataset.Count), new LoaderOptions(head.InputSize, head.Preprocessing)).Epoch(0);
        var images = DetectorEvaluation.Predict(predictor, batches, dataset, labels);
        var result = new DetectionResult(labels.ClassNames, images);
        Console.WriteLine($"AP {result.Coco.Figures.AP:P1}, AP50 {result.Coco.Figures.AP50:P1}");
        CocoResults.Write("found.json", images, dataset);
        new EvaluationReport("My detector", DetectionSections.Create(result, dataset)).ToHtml().Save("report.html");
    }

    public static async Task TrainingAsync()
    {
        var recipe = ShippedRecipes.Load("finetune");
        var dataset = ClassificationDataset.Open("photos");
        var task = new ClassificationTask(dataset.ClassNames);
        using var trained = ModelFile.Load("mobilenet_v2.safetensors");
        using var start = StartingModel.Pretrained(trained, recipe, task);
        var run = TrainingRun.Create("runs/photos", recipe, task, start, DatasetSplits.Create(dataset), "photos");
        var result = await run.RunAsync();
        Console.WriteLine(result.Validation.Top1);
    }

    public static async Task DetectorTrainingAsync()
    {
        var recipe = ShippedRecipes.Load("finetune-detect");
        var dataset = DetectionDataset.Open("photos");
        var task = new DetectionTask(dataset.ClassNames);
        using var trained = ModelFile.Load("mobilenet_v2.safetensors");
        using var start = StartingModel.Pretrained(trained, recipe, task);
        var run = TrainingRun.Create("runs/photos", recipe, task, start, DatasetSplits.Create(dataset), "photos");
        var result = await run.RunAsync();
        Console.WriteLine(result.Validation.Coco.Figures.AP50);
    }

    public static void Networks()
    {
        var graph = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.5, Resolution = 160 });
        Console.WriteLine(graph);
        Console.WriteLine(graph.Analyze().Madds);
    }
}
