using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>The choices of Darknet-19; the defaults are the published classifier at 224².</summary>
public sealed record Darknet19Options : NetworkOptions
{
    /// <summary>The defaults: padding alike on all sides, and the ε of cuDNN, 1e-5.</summary>
    public Darknet19Options() => Dialect = Dialect.PyTorch;

    /// <summary>Channels of the convolutions; Table 6's unless given.</summary>
    public ImmutableArray<ImmutableArray<int>> Stages { get; init; } = Darknet19.Table6;

    private protected override void Check(string name)
    {
        base.Check(name);
        if (Stages.IsDefaultOrEmpty || Stages.Any(stage => stage.IsDefaultOrEmpty))
            throw new GraphException(name, "it needs a stage, and each stage a convolution");
    }
}
