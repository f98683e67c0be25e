namespace MobileNetSharp.Datasets.Annotations;

/// <summary>How a data set is written.</summary>
public sealed record AnnotationWriterOptions
{
    /// <summary>Whether images are copied; else the new data set has symbolic links to them. Copies are stored upright. Images inside other files are always written, and TFRecord files always hold theirs.</summary>
    public bool CopiesImages { get; init; }
}
