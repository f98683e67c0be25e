using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>The choices of MobileNetV1; the defaults are 1.0 at 224².</summary>
public sealed record MobileNetV1Options : MobileNetOptions
{
    /// <summary>The defaults: dropout 0.001, as in TF-slim.</summary>
    public MobileNetV1Options() => Dropout = 0.001;

    internal override string Architecture => $"mobilenet_v1{WidthSuffix}";

    internal override Node Features(GraphBuilder g) => MobileNetV1.Features(g, this);
}
