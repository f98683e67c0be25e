using System.Globalization;
using MobileNetSharp.Cards;

namespace MobileNetSharp;

/// <summary>A file is not the model that it claims to be. The message is one line: file, offset, what was found and expected.</summary>
public sealed class ModelFormatException : MobileNetSharpException
{
    readonly string fault;

    /// <summary>A fault, with the byte offset where it was found if there is one.</summary>
    public ModelFormatException(string fault, long? offset = null)
        : this(fault, null, null, offset)
    {
    }

    /// <summary>A fault found as another exception.</summary>
    public ModelFormatException(string fault, Exception? inner)
        : this(fault, inner, null, null)
    {
    }

    ModelFormatException(string fault, Exception? inner, string? path, long? offset)
        : base(Compose(fault, path, offset), inner) => (this.fault, Path, Offset) = (fault, path, offset);

    /// <summary>The file, where it is known.</summary>
    public string? Path { get; }

    /// <summary>The offset in bytes at which the fault was found, where it is known.</summary>
    public long? Offset { get; }

    /// <summary>What the model's card lacks, where that is the fault.</summary>
    public ModelCardParts MissingParts { get; init; }

    /// <summary>The same fault with the file's path in front.</summary>
    public ModelFormatException In(string path) => Path is null ? new(fault, InnerException ?? this, path, Offset) { MissingParts = MissingParts } : this;

    static string Compose(string fault, string? path, long? offset)
    {
        var at = offset is { } bytes ? string.Create(CultureInfo.InvariantCulture, $" (at byte {bytes})") : "";
        return $"{(path is null ? "" : $"{path}: ")}{fault.ReplaceLineEndings(" ")}{at}";
    }
}
