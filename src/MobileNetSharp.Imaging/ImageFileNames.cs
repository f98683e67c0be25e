namespace MobileNetSharp.Imaging;

/// <summary>The file name extensions of images that can be decoded.</summary>
public static class ImageFileNames
{
    /// <summary>The extensions with their dot; case is ignored.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    /// <summary>Whether a file name has one of them.</summary>
    public static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
