namespace MobileNetSharp.Imaging;

/// <summary>Which names say that a file is an image.</summary>
public static class ImageFileNames
{
    /// <summary>The extensions, with their dot; case does not count.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    /// <summary>Whether the name of a file has one of them.</summary>
    public static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
