namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>models --json</c> prints.</summary>
sealed record ModelsDocument(string Folder, string Default, List<ModelsEntry> Models);

/// <summary>What <c>models pull --json</c> and <c>models add --json</c> print.</summary>
sealed record KeptModelDocument(string Name, string Path, long SizeBytes);

/// <summary>One model: published, or added by the user (then without an address).</summary>
sealed record ModelsEntry(
    string Name, string? Description, string? Address, string? License, long? SizeBytes, string? Sha256,
    double? Top1Percent, double? Top5Percent, string? Path);
