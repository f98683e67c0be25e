using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Loading;

namespace MobileNetSharp.Datasets;

/// <summary>A data set that cannot be used as it is. The message is one line: what was found, what was expected, what to do.</summary>
public sealed class DatasetException(string message, Exception? innerException = null) : MobileNetSharpException(message.ReplaceLineEndings(" "), innerException)
{
    /// <summary>The image that cannot be read, where that is the reason.</summary>
    public BrokenImage? Image { get; init; }

    /// <summary>The annotation formats that fit alike, where that is the reason.</summary>
    public IReadOnlyList<AnnotationFormat> Formats { get; init; } = [];

    /// <summary>The kind of the finding that makes the data set unfit to learn from, where that is the reason.</summary>
    public string? Finding { get; init; }

    /// <summary>Whether the reason is that images cannot be linked, but could be copied.</summary>
    public bool NeedsCopies { get; init; }
}
