using System.Globalization;
using BitMiracle.LibTiff.Classic;
using LibTiff = BitMiracle.LibTiff.Classic;

namespace MobileNetSharp.Imaging.Decoding.Tiff;

/// <summary>Keeps LibTiff's warnings about our files off the console. What other parts of the program read with it is reported as before.</summary>
sealed class QuietErrors : TiffErrorHandler
{
    [ThreadStatic]
    static Scope? current;

    TiffErrorHandler? others;

    public static void Install()
    {
        var handler = new QuietErrors();
        handler.others = LibTiff.Tiff.SetErrorHandler(handler);
    }

    public override void WarningHandler(LibTiff.Tiff tif, string method, string format, params object[] args)
    {
        if (current is null) others?.WarningHandler(tif, method, format, args);
    }

    public override void WarningHandlerExt(LibTiff.Tiff tif, object clientData, string method, string format, params object[] args)
    {
        if (current is null) others?.WarningHandlerExt(tif, clientData, method, format, args);
    }

    public override void ErrorHandler(LibTiff.Tiff tif, string method, string format, params object[] args)
    {
        if (current is null) others?.ErrorHandler(tif, method, format, args);
        else current.First ??= string.Format(CultureInfo.InvariantCulture, format, args).ReplaceLineEndings(" ").TrimEnd('.');
    }

    public override void ErrorHandlerExt(LibTiff.Tiff tif, object clientData, string method, string format, params object[] args)
    {
        if (current is null) others?.ErrorHandlerExt(tif, clientData, method, format, args);
    }

    /// <summary>While it lives, errors on this thread are kept here.</summary>
    public sealed class Scope : IDisposable
    {
        public Scope() => current = this;

        public string? First { get; set; }

        public void Dispose() => current = null;
    }
}
