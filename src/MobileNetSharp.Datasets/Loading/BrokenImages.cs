namespace MobileNetSharp.Datasets;

/// <summary>What a loader does with an image that cannot be read.</summary>
public enum BrokenImages
{
    /// <summary>It stops with an error that names the file.</summary>
    Fail,

    /// <summary>It leaves the image out of its batch, and reports it.</summary>
    Skip,
}
