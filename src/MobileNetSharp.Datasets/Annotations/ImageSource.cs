using System.Buffers.Text;
using System.Text;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Annotations;

/// <summary>Where an encoded image is: a file, or a part of one, such as of a TFRecord; or what makes it, where it is generated.</summary>
/// <param name="File">The file's path, or the image's name where there is no file.</param>
public sealed record ImageSource(string File)
{
    const int MaxBytes = 256 << 20;

    /// <summary>Where the image begins in the file.</summary>
    public long Offset { get; init; }

    /// <summary>How many bytes of the file it has; null: all.</summary>
    public long? Length { get; init; }

    /// <summary>Whether these bytes are Base64.</summary>
    public bool IsBase64 { get; init; }

    /// <summary>Whether the file is the image.</summary>
    public bool IsFile => Length is null && Encoder is null;

    /// <summary>Makes the image where there is no file.</summary>
    internal Func<byte[]>? Encoder { get; private init; }

    /// <summary>An image that is generated and encoded each time that it is read.</summary>
    internal static ImageSource FromEncoder(string name, Func<byte[]> encoder) => new(name) { Encoder = encoder };

    /// <summary>Decodes the image upright.</summary>
    /// <exception cref="ImageFormatException">It is not a whole image; the message names the file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public RgbImage Load() => IsFile ? RgbImage.Load(File) : Decode(bytes => RgbImage.Decode(bytes));

    /// <summary>Decodes it reduced, as <see cref="RgbImage.LoadReduced"/> does.</summary>
    /// <inheritdoc cref="Load"/>
    public (RgbImage Image, int Width, int Height) LoadReduced(Func<int, int, double> scale) =>
        IsFile ? RgbImage.LoadReduced(File, scale) : Decode(bytes => RgbImage.DecodeReduced(bytes, scale));

    /// <summary>Reads its size and orientation.</summary>
    /// <inheritdoc cref="Load"/>
    public ImageHeader LoadHeader() => IsFile ? ImageHeader.Load(File) : Decode(bytes => ImageHeader.Decode(bytes));

    /// <summary>The encoded bytes.</summary>
    /// <inheritdoc cref="Load"/>
    public byte[] ReadBytes()
    {
        if (Encoder is not null)
            return Encoder();
        using var file = ImageFiles.OpenRead(File);
        var length = Length ?? file.Length;
        if (length > MaxBytes)
            throw new ImageFormatException($"{File}: more than {MaxBytes >> 20} MiB of encoded image, which is the limit; is this a photograph?");
        var bytes = new byte[Math.Min(length, Math.Max(0, file.Length - Offset))];
        file.Position = Offset;
        file.ReadExactly(bytes);
        return IsBase64 ? Unpacked(bytes) : bytes;
    }

    byte[] Unpacked(byte[] text)
    {
        // JSON may write a slash as \/.
        if (text.AsSpan().Contains((byte)'\\'))
            text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Replace("\\/", "/", StringComparison.Ordinal));
        var status = Base64.DecodeFromUtf8InPlace(text, out var written);
        return status == System.Buffers.OperationStatus.Done ? text[..written] : throw new ImageFormatException($"{File}: the image in it is not Base64.");
    }

    T Decode<T>(Func<byte[], T> decode)
    {
        try
        {
            return decode(ReadBytes());
        }
        catch (ImageFormatException e) when (!e.Message.StartsWith(File, StringComparison.Ordinal))
        {
            throw new ImageFormatException($"{File}: the image at byte {Offset}: {e.Message}", e);
        }
    }
}
