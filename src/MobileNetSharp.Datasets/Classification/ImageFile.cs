using System.Collections.Immutable;
using MobileNetSharp.Datasets.Checking;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>An image in a file: its name in the data set, where it is, its class, and what it is for.</summary>
readonly record struct ImageFile(string Name, string Path, int Label, Split? Split);

/// <summary>The classes, the images in their order, and what is to be said of them.</summary>
sealed record ImageList(ImmutableArray<string> ClassNames, ImmutableArray<ImageFile> Files, ImmutableArray<DataCheckFinding> Findings);
