using System.Text.Json.Serialization;
using MobileNetSharp.Cards;

namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>models --json</c> prints.</summary>
sealed record ModelsDocument(string Folder, string Default, List<ModelsEntry> Models);

/// <summary>What <c>models pull --json</c> and <c>models add --json</c> print.</summary>
sealed record KeptModelDocument(string Name, string Path, long SizeBytes);

/// <summary>One model: published, or added by the user (then without an address).</summary>
sealed record ModelsEntry(
    string Name, string? Description, string? Address, string? License, long? SizeBytes, string? Sha256,
    double? Top1Percent, double? Top5Percent, string? Path)
{
    /// <summary>How the file in the model folder was verified; null where there is none, or it is the user's own.</summary>
    public string? Verification => Verified is { } verification ? InfoFile.Word(verification) : null;

    [JsonIgnore]
    public FileVerification? Verified { get; init; }
}
