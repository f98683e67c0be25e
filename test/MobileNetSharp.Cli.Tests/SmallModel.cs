using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

/// <summary>A classifier that is small and runs at once, and images for it; all made here.</summary>
static class SmallModel
{
    public static string[] Labels { get; } = ["ant", "bee", "cat", "dög", "elk, moose", "fox", "gnu"];

    /// <summary>A MobileNetV2 0.35 at 32² with random weights that tell images apart.</summary>
    public static Model Create()
    {
        var graph = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32, Classes = Labels.Length });
        return new Model(graph, SpreadWeights.For(graph, seed: 1), new ModelCard
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Logits),
            Labels = [.. Labels],
            Preprocessing = Preprocessing.TensorFlow,
        });
    }

    public static string Save(string path)
    {
        using var model = Create();
        ModelFile.Save(model, path);
        return path;
    }

    /// <summary>An image of one color with a brighter square, as PNG.</summary>
    public static string SaveImage(string path, int seed)
    {
        var image = new RgbImage(60 + seed, 40);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.WritablePixels[i] = (byte)((i % 3 * 60) + (i / 3 % image.Width > 20 ? 40 * seed : 10));
        image.SavePng(path);
        return path;
    }
}
