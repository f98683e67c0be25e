namespace MobileNetSharp.TestKit;

/// <summary>A damaged file, and how it was damaged.</summary>
public sealed record Mutant(string Damage, byte[] Bytes);
