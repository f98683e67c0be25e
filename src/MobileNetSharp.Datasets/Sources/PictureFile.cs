using System.Collections.Immutable;

namespace MobileNetSharp.Datasets;

/// <summary>A picture in a file: its name in the data set, where it is, its class, and what it is for.</summary>
readonly record struct PictureFile(string Name, string Path, int Label, Split? Split);

/// <summary>The classes, and the pictures in their order.</summary>
sealed record PictureList(ImmutableArray<string> ClassNames, ImmutableArray<PictureFile> Files);
