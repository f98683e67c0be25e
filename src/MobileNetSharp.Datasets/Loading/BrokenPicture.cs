namespace MobileNetSharp.Datasets;

/// <summary>A picture that could not be read: its index and name in the data set, and why.</summary>
public sealed record BrokenPicture(int Index, string Name, string Error);
