namespace MobileNetSharp.Datasets;

/// <summary>What a loader does with a picture that cannot be read.</summary>
public enum BrokenPictures
{
    /// <summary>It stops with an error that names the file.</summary>
    Fail,

    /// <summary>It leaves the picture out of its batch, and reports it.</summary>
    Skip,
}
