using MobileNetSharp.Formats.TfLite;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>A FlatBuffer as one array.</summary>
static class FlatWriter
{
    public static byte[] Write(FlatFields root)
    {
        using var file = new MemoryStream();
        foreach (var piece in FlatBuilder.Pieces(root, "TFL3"u8))
            file.Write(piece.Span);
        return file.ToArray();
    }
}
