using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>The choices of SSD on VGG16; the defaults are SSD300 for COCO.</summary>
public sealed record SsdVgg16Options : NetworkOptions
{
    /// <summary>The defaults: 300², COCO's 80 classes, padding alike on all sides as in Caffe.</summary>
    public SsdVgg16Options() => (Resolution, Classes, Dialect) = (300, 80, Dialect.PyTorch);

    /// <summary>VGG's convolutions; VGG16's unless given.</summary>
    public ImmutableArray<VggStage> Stages { get; init; } = SsdVgg16.Vgg16;

    /// <summary>The extra feature layers; SSD300's unless given.</summary>
    public ImmutableArray<SsdVgg16Extra> Extras { get; init; } = SsdVgg16.Extras300;

    private protected override void Check(string name)
    {
        base.Check(name);
        if (Stages.IsDefault || Stages.Length != SsdVgg16.Vgg16.Length || Extras.IsDefault)
            throw new GraphException(name, Invariant($"it needs {SsdVgg16.Vgg16.Length} stages, and extra layers"));
        if (Classes is not (> 0 and <= 1000))
            throw new GraphException(name, Invariant($"it needs from 1 to 1000 classes, not {Classes}"));
    }
}
