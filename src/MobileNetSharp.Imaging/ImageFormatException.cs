namespace MobileNetSharp.Imaging;

/// <summary>Bytes that are not an image this library reads: an unknown format, a damaged or truncated file, or one beyond the size limits. The message is one line.</summary>
public sealed class ImageFormatException : MobileNetSharpException
{
    /// <summary>A fault of encoded bytes.</summary>
    public ImageFormatException(string fault, Exception? innerException = null) : base(fault, innerException)
    {
    }

    ImageFormatException(string path, ImageFormatException fault) : base($"{path}: {fault.Message}", fault) => Path = path;

    /// <summary>The file; null for bytes in memory and streams.</summary>
    public string? Path { get; }

    /// <summary>The same fault with the file's path in front.</summary>
    internal ImageFormatException In(string path) => new(path, this);
}
