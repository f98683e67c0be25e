namespace MobileNetSharp.Catalog;

/// <summary>A model could not be found, fetched or added; the message is one line that says what was wanted, why it failed and what to do.</summary>
public sealed class CatalogException(string message, Exception? inner = null)
    : MobileNetSharpException(message.ReplaceLineEndings(" "), inner);
