namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>data draw --json</c> prints.</summary>
sealed record DataDrawDocument(string Path, int Train, int Validation, IReadOnlyList<string> Classes)
{
    /// <summary>How many objects have a box; null for classification.</summary>
    public int? Objects { get; init; }

    /// <summary>How the boxes are written; null for classification.</summary>
    public string? Format { get; init; }
}
