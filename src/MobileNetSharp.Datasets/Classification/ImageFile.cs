using System.Collections.Immutable;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>An image in a file: its name in the data set, where it is, its class, and what it is for.</summary>
readonly record struct ImageFile(string Name, string Path, int Label, Split? Split);

/// <summary>The classes, and the images in their order.</summary>
sealed record ImageList(ImmutableArray<string> ClassNames, ImmutableArray<ImageFile> Files);
