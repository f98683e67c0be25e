using MobileNetSharp.Imaging.Decoding;

namespace MobileNetSharp.Imaging;

/// <summary>Which files are images, by their names; everything that lists folders asks here.</summary>
public static class ImageFiles
{
    /// <summary>What a decoder writes for bytes that are not UTF-8.</summary>
    const char Replacement = '\uFFFD';

    static readonly HashSet<string> SystemNames = new(
        ["__MACOSX", "@eaDir", "#recycle", "$RECYCLE.BIN", "System Volume Information", "lost+found", "Thumbs.db", "ehthumbs.db", "desktop.ini"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The extensions, with their dot, of the files that can be decoded to an <see cref="RgbImage"/>; case is ignored.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
        [".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"];

    /// <summary>The extensions of images in formats that are not read, such as HEIC, AVIF and the raw files of cameras.</summary>
    public static IReadOnlyList<string> OtherExtensions { get; } =
        [".heic", ".heif", ".avif", ".jp2", ".jxl", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".raf", ".rw2", ".psd", ".svg"];

    /// <summary>Whether a file name has one of <see cref="Extensions"/>.</summary>
    public static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a file name has one of <see cref="OtherExtensions"/>.</summary>
    public static bool IsOtherImage(string path) => OtherExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a file or folder is none of the user's images although it may look like one: its name begins with a dot (also macOS'
    /// <c>._photo.jpg</c>), it is a system file, or an operating system, archive or network drive put it there
    /// (<c>__MACOSX</c>, <c>@eaDir</c>, <c>Thumbs.db</c>).
    /// </summary>
    public static bool IsHidden(FileSystemInfo entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Name.StartsWith('.') || SystemNames.Contains(entry.Name)
            || (!HasUnreadableName(entry) && entry.Attributes.HasFlag(FileAttributes.Hidden | FileAttributes.System));
    }

    /// <summary>
    /// Whether the name of a file or folder that was found in a folder is not UTF-8, as older systems and archives leave them. Its wrong
    /// bytes are lost in <see cref="FileSystemInfo.Name"/>, where each is U+FFFD, so that it cannot be opened.
    /// </summary>
    public static bool HasUnreadableName(FileSystemInfo entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return HasReplacement(entry.Name) && !Path.Exists(entry.FullName) && entry.LinkTarget is null;
    }

    /// <summary>Whether a name may once have had bytes that are not UTF-8.</summary>
    internal static bool HasReplacement(string path) => path.Contains(Replacement, StringComparison.Ordinal);

    /// <summary>Opens a file for reading synchronously or asynchronously. The exceptions' messages name the path and the cause.</summary>
    /// <exception cref="FileNotFoundException">There is no such file, or it is a link to a missing one.</exception>
    /// <exception cref="ImageFormatException">It is empty, a device or a pipe, whose reading might never end.</exception>
    /// <exception cref="IOException">It is a folder or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static FileStream OpenRead(string path) => EncodedBytes.Open(path, FileOptions.Asynchronous);
}
