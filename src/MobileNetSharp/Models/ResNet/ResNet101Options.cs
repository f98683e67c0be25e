using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>The choices of ResNet-101; the defaults are TF-slim's resnet_v1_101 at 224².</summary>
public sealed record ResNet101Options : BackboneOptions
{
    /// <summary>The defaults: TensorFlow's padding of the pooling, but ε = 1e-5 (resnet_utils.py).</summary>
    public ResNet101Options() => Dialect = Dialect.TensorFlow with { BatchNormEpsilon = 1e-5 };

    /// <summary>The stages; Table 1's for 101 layers unless given.</summary>
    public ImmutableArray<ResNetStage> Stages { get; init; } = ResNet101.Table1;

    /// <summary>Where the map is halved between two stages.</summary>
    public ResNetStride Stride { get; init; } = ResNetStride.LastUnit;

    /// <summary>Whether three 3×3 convolutions of 64, 64 and 128 channels stand for the first of 7×7 (DeepLab's resnet_v1_101_beta).</summary>
    public bool HasDeepStem { get; init; }

    /// <summary>
    /// What the units of the last stage multiply the dilation with that the output stride gives them: 1, 2, 4 in DeepLabv3
    /// (arXiv 1706.05587, §3.2.1). Where there are more units, they begin again.
    /// </summary>
    public ImmutableArray<int> MultiGrid { get; init; } = [1];

    internal override string Architecture => "resnet_101";

    internal override Node Features(GraphBuilder g) => ResNet101.Features(g, this);

    private protected override void Check(string name)
    {
        base.Check(name);
        if (!Enum.IsDefined(Stride))
            throw new GraphException(name, $"the stride has no place {Stride}");
        if (Stages.IsDefaultOrEmpty)
            throw new GraphException(name, "it needs a stage");
        if (MultiGrid.IsDefaultOrEmpty || MultiGrid.Any(rate => rate is not (> 0 and <= 1024)))
            throw new GraphException(name, "the multi-grid needs a dilation, and each from 1 to 1024");
    }
}
