namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>convert --json</c> prints.</summary>
sealed record ConvertDocument(string Input, string Output, long SizeBytes, long Parameters);
