using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;
using MobileNetSharp.TestKit;
using SkiaSharp;

namespace MobileNetSharp.Datasets.Tests;

/// <summary>A folder of images that are all different and are made here.</summary>
sealed class ImageFiles : IDisposable
{
    readonly TempFolder folder = new();

    public string Root => folder.Path;

    public void Dispose() => folder.Dispose();

    public string File(string name) => folder.File(name);

    /// <summary>Writes an image of smooth random colors; the seed decides which.</summary>
    public string Add(string name, int seed, int width = 96, int height = 80)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(name))!);
        Image(seed, width, height).SavePng(File(name));
        return File(name);
    }

    /// <summary>Writes the same as JPEG.</summary>
    public void AddJpeg(string name, int seed, int width, int height, int quality)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(name))!);
        using var png = new MemoryStream();
        Image(seed, width, height).SavePng(png);
        using var bitmap = SKBitmap.Decode(png.ToArray());
        using var file = System.IO.File.Create(File(name));
        bitmap.Encode(file, SKEncodedImageFormat.Jpeg, quality);
    }

    public void AddClass(string name, int count, int seed)
    {
        for (var i = 0; i < count; i++)
            Add($"{name}/{i}.png", seed + i);
    }

    public void AddBytes(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllBytes(File(name), bytes);
    }

    /// <summary>A JPEG that breaks off.</summary>
    public void AddTruncated(string name) => AddBytes(name, System.IO.File.ReadAllBytes(Repository.Path("docs/images/clock.jpg"))[..4000]);

    /// <summary>A coarse random grid, enlarged: the same image at every size.</summary>
    static RgbImage Image(int seed, int width, int height)
    {
        var stream = new RandomStream((ulong)seed, "test image");
        var grid = new RgbImage(6, 5);
        foreach (ref var level in grid.WritablePixels)
            level = (byte)stream.NextInt(256);
        return grid.Resize(width, height, Cards.Interpolation.PillowBilinear);
    }
}
