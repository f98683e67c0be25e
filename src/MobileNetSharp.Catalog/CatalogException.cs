namespace MobileNetSharp.Catalog;

/// <summary>A model could not be found, downloaded or imported. The message is one line: what was wanted and why it failed.</summary>
public sealed class CatalogException(CatalogFault fault, string message, Exception? innerException = null)
    : MobileNetSharpException(message.ReplaceLineEndings(" "), innerException)
{
    /// <summary>What failed; the inner exception has the cause.</summary>
    public CatalogFault Fault { get; } = fault;

    /// <summary>The name of the model, where one is known.</summary>
    public string? ModelName { get; init; }

    /// <summary>The address of the download, after the mirror has been applied.</summary>
    public Uri? Address { get; init; }

    /// <summary>The file to import, the model folder, or the invalid <c>catalog.json</c>.</summary>
    public string? Path { get; init; }
}

/// <summary>What a <see cref="CatalogException"/> is about.</summary>
public enum CatalogFault
{
    /// <summary>The catalog has no model of this <see cref="CatalogException.ModelName"/>; the message has the nearest names.</summary>
    UnknownModel,

    /// <summary>The download from <see cref="CatalogException.Address"/> failed: no network, refused, interrupted, wrong bytes, full disk, access denied.</summary>
    Download,

    /// <summary>The file at <see cref="CatalogException.Path"/> cannot be imported: missing, not a model, or not the published file.</summary>
    Import,

    /// <summary>The <c>catalog.json</c> at <see cref="CatalogException.Path"/> is invalid or cannot be read.</summary>
    CatalogFile,

    /// <summary>An environment variable is invalid, or one is needed and not set.</summary>
    Environment,
}
