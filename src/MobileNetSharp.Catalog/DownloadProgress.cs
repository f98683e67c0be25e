namespace MobileNetSharp.Catalog;

/// <summary>How far a download is, in bytes of the downloaded file; the total is null while it is unknown.</summary>
public readonly record struct DownloadProgress(string Name, long ReceivedBytes, long? TotalBytes);
