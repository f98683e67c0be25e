using System.Globalization;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

/// <summary>The detector of the test kit, and four images of 80x40 for it: a red quarter is a cat, a blue one a dog.</summary>
static class SmallDetector
{
    public static string Save(string path)
    {
        using var model = QuadrantDetector.Create();
        ModelFile.Save(model, path);
        return path;
    }

    /// <summary>A folder with the images and their annotations in COCO's form.</summary>
    public static void SaveImages(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < 4; i++)
            Draw(i).SavePng(Path.Combine(folder, $"{i}.png"));
        WriteCoco(Path.Combine(folder, "annotations.json"), QuadrantDetector.Labels);
    }

    /// <summary>The quarters of image i that are a cat and a dog.</summary>
    public static int[] Quarters(int i) => [i, (i + 1) % 4];

    public static string Bbox(int quarter) => string.Create(CultureInfo.InvariantCulture, $"[{quarter % 2 * 40},{quarter / 2 * 20},40,20]");

    /// <summary>The ids of images begin at 100, those of objects at 0; the classes are 7 and 9.</summary>
    public static void WriteCoco(string path, string[] names)
    {
        var images = Enumerable.Range(0, 4).Select(i => $"{{\"id\":{100 + i},\"file_name\":\"{i}.png\",\"width\":80,\"height\":40}}");
        var annotations = Enumerable.Range(0, 8).Select(i => $"{{\"id\":{i},\"image_id\":{100 + (i / 2)},\"category_id\":{7 + (2 * (i % 2))},\"bbox\":{Bbox(Quarters(i / 2)[i % 2])},\"area\":800,\"iscrowd\":0}}");
        File.WriteAllText(path, $$"""
            {"images":[{{string.Join(',', images)}}],"annotations":[{{string.Join(',', annotations)}}],
             "categories":[{"id":7,"name":"{{names[0]}}"},{"id":9,"name":"{{names[1]}}"}]}
            """);
    }

    static RgbImage Draw(int i)
    {
        var image = new RgbImage(80, 40);
        foreach (var (channel, quarter) in new[] { (0, Quarters(i)[0]), (2, Quarters(i)[1]) })
        {
            for (var y = quarter / 2 * 20; y < (quarter / 2 * 20) + 20; y++)
            {
                for (var x = quarter % 2 * 40; x < (quarter % 2 * 40) + 40; x++)
                    image.Row(y)[(3 * x) + channel] = 255;
            }
        }

        return image;
    }
}
