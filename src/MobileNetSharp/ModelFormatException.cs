using System.Globalization;

namespace MobileNetSharp;

/// <summary>A file is not the model that it claims to be. The message is one line: file, what was found and expected, offset.</summary>
public class ModelFormatException : MobileNetSharpException
{
    /// <summary>A fault, with the byte offset where it was found if there is one.</summary>
    public ModelFormatException(string fault, long? offset = null)
        : this(fault, null, null, offset)
    {
    }

    /// <summary>A fault that another exception reported.</summary>
    public ModelFormatException(string fault, Exception? inner)
        : this(fault, inner, null, null)
    {
    }

    private protected ModelFormatException(string fault, Exception? inner, string? path, long? offset)
        : base(Compose(fault, path, offset), inner) => (Fault, Path, Offset) = (fault, path, offset);

    /// <summary>What is wrong, without file and offset.</summary>
    public string Fault { get; }

    /// <summary>The file, where it is known.</summary>
    public string? Path { get; }

    /// <summary>The offset in bytes at which the fault was found, where it is known.</summary>
    public long? Offset { get; }

    /// <summary>The same fault with the file's path in front.</summary>
    public virtual ModelFormatException In(string path) => Path is null ? new(Fault, InnerException ?? this, path, Offset) : this;

    static string Compose(string fault, string? path, long? offset)
    {
        var at = offset is { } bytes ? string.Create(CultureInfo.InvariantCulture, $" (at byte {bytes})") : "";
        return $"{(path is null ? "" : $"{path}: ")}{fault.ReplaceLineEndings(" ")}{at}";
    }
}
