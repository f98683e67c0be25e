using System.IO.Compression;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Imaging.Tests;

/// <summary>test/data/golden/images, as eng/make_image_goldens.py describes it.</summary>
static class Golden
{
    static readonly string Folder = Repository.Path("test/data/golden/images");

    /// <summary>The file names of all encoded images.</summary>
    public static IEnumerable<string> Names { get; } =
        [.. Directory.EnumerateFiles(Folder).Where(path => !path.EndsWith(".gz", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)).Order()];

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static byte[] Encoded(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>What an image must decode to.</summary>
    public static RgbImage Expected(string name)
    {
        using var reader = Unzip(name + ".gz");
        var (width, height) = (reader.ReadInt32(), reader.ReadInt32());
        return RgbImage.FromPixels(reader.ReadBytes(width * height * 3), width, height, PixelFormat.Rgb24);
    }

    /// <summary>Between two images of one size.</summary>
    public static int LargestDifference(RgbImage a, RgbImage b)
    {
        Assert.Equal(a.Pixels.Length, b.Pixels.Length);
        var largest = 0;
        for (var i = 0; i < a.Pixels.Length; i++)
            largest = Math.Max(largest, Math.Abs(a.Pixels[i] - b.Pixels[i]));
        return largest;
    }

    public static BinaryReader Unzip(string name)
    {
        using var zipped = new GZipStream(File.OpenRead(PathOf(name)), CompressionMode.Decompress);
        var memory = new MemoryStream();
        zipped.CopyTo(memory);
        memory.Position = 0;
        return new BinaryReader(memory);
    }

    /// <summary>The noise() of the script.</summary>
    public static RgbImage Noise(int width, int height, int number)
    {
        var image = new RgbImage(width, height);
        var state = (uint)number;
        foreach (ref var value in image.WritablePixels)
        {
            state = state * 1664525 + 1013904223;
            value = (byte)(state >> 24);
        }

        return image;
    }
}
