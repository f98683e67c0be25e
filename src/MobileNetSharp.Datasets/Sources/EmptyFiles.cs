using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Sources;

/// <summary>Files that have no bytes: an interrupted copy, but also pipes and devices, whose reading would never end.</summary>
static class EmptyFiles
{
    /// <summary>Decodes an image file, if it has bytes.</summary>
    public static RgbImage LoadImage(string path) => IsEmpty(path) ? throw Empty(path) : RgbImage.Load(path);

    /// <summary>The same, reduced during decoding as <see cref="RgbImage.LoadReduced"/> does.</summary>
    public static (RgbImage Image, int Width, int Height) LoadReduced(string path, Func<int, int, double> scale) =>
        IsEmpty(path) ? throw Empty(path) : RgbImage.LoadReduced(path, scale);

    public static bool IsEmpty(string path)
    {
        var file = new FileInfo(path);
        // A link has the length of its target's name.
        if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target;
        return file.Exists && file.Length == 0;
    }

    public static ImageFormatException Empty(string path) => new($"{path}: empty: 0 bytes; get the file again from its source, or delete it.");
}
