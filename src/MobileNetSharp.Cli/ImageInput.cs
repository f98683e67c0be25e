namespace MobileNetSharp.Cli;

/// <summary>An image to classify, or an argument that is not an image, and why.</summary>
sealed record ImageInput(string Path, string? Problem = null);
