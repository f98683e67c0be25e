namespace MobileNetSharp.Cli;

/// <summary>An image to classify; or a word that names none, and why.</summary>
sealed record ImageInput(string Path, string? Problem = null);
