using MobileNetSharp.Imaging.Decoding;

namespace MobileNetSharp.Imaging;

/// <summary>Files that can be decoded to an <see cref="RgbImage"/>.</summary>
public static class ImageFiles
{
    /// <summary>The extensions with their dot; case is ignored.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    /// <summary>Whether a file name has one of these extensions.</summary>
    public static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Opens a file for reading synchronously or asynchronously. The exceptions' messages name the path and the cause.</summary>
    /// <exception cref="FileNotFoundException">There is no such file, or it is a link to a missing one.</exception>
    /// <exception cref="IOException">It is a folder or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static FileStream OpenRead(string path) => EncodedBytes.Open(path, FileOptions.Asynchronous);
}
