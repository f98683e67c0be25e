// The code of the packages' READMEs, line by line: a test holds them to it.
#pragma warning disable IDE0005, CS8019, CS8321, IDE0051
using MobileNetSharp;
using MobileNetSharp.Analysis;
using MobileNetSharp.Catalog;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.Vision.Classification;

namespace MobileNetSharp.Repository.Tests;

static class PackageReadmeCode
{
    public static void Core()
    {
        var graph = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.5, Resolution = 160 });
        Console.WriteLine(graph);
        Console.WriteLine(graph.Analyze().Madds);
    }

    public static void Inference()
    {
        static float[] Run(Model model, float[] image)
        {
            using var engine = new Engine(model);
            using var session = engine.CreateSession();
            var logits = new float[1000];
            session.Run(image, logits);
            return logits;
        }
    }

    public static void Formats()
    {
        using var model = ModelFile.Load("mine.onnx");
        ModelFile.Save(model, "mine.safetensors");
    }

    public static void Imaging()
    {
        var image = RgbImage.Load("photo.jpg");
        Console.WriteLine($"{image.Width} x {image.Height}");
        image.SavePng("photo.png");
    }

    public static async Task CatalogAsync()
    {
        using var model = await new ModelCatalog().LoadAsync("tf/mobilenet_v2_1.4_224");
    }

    public static void Vision()
    {
        using var classifier = ImageClassifier.Load("mine.safetensors");
        foreach (var score in classifier.Classify("photo.jpg").Top)
            Console.WriteLine($"{score.Probability:P1} {score.Label}");
    }

    public static void Datasets()
    {
        var dataset = ClassificationDataset.Open("photos");
        Console.WriteLine($"{dataset.Count} images of {string.Join(", ", dataset.ClassNames)}");
    }
}
