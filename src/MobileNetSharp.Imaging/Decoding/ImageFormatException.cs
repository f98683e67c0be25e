namespace MobileNetSharp.Imaging;

/// <summary>Bytes that are not an image this library reads: an unknown format, a damaged or truncated file, or one beyond the size limits. The message is one line.</summary>
public sealed class ImageFormatException(string message, Exception? innerException = null) : MobileNetSharpException(message, innerException);
