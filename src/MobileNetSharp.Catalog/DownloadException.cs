namespace MobileNetSharp.Catalog;

/// <summary>Ends a download at once, since another try would fail alike: a refused address, a full disk.</summary>
sealed class DownloadException(string cause, Exception? inner = null) : Exception(cause, inner);
