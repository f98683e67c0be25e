using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>The choices of the segmenters; the defaults are the paper's smallest, MobileNetV2 at output stride 16 without ASPP (Table 7).</summary>
public sealed record DeepLabV3Options : NetworkOptions
{
    /// <summary>The defaults: 513², and PASCAL VOC's 20 classes and background.</summary>
    public DeepLabV3Options() => (Resolution, Classes) = (513, 21);

    /// <summary>
    /// The network beneath: its width and blocks. Resolution, batch, classes, dialect and output stride are the segmenter's.
    /// </summary>
    public BackboneOptions Backbone { get; init; } = new MobileNetV2Options();

    /// <summary>Input size over that of the feature map: 16, 8 or 32.</summary>
    public int OutputStride { get; init; } = 16;

    /// <summary>Whether three dilated convolutions look at the features too (atrous spatial pyramid pooling).</summary>
    public bool HasAspp { get; init; }

    /// <summary>The backbone as it is built here.</summary>
    internal BackboneOptions ResolvedBackbone =>
        Backbone with { Resolution = Resolution, Batch = Batch, Dialect = Dialect, OutputStride = OutputStride };

    /// <summary>The name without the resolution: <c>deeplabv3_mobilenet_v1_aspp_os8</c>; an output stride of 16 is not named.</summary>
    internal string Architecture =>
        Invariant($"deeplabv3_{Backbone.Architecture}{(HasAspp ? "_aspp" : "")}{(OutputStride == 16 ? "" : $"_os{OutputStride}")}");

    private protected override void Check(string name)
    {
        base.Check(name);
        Check(name, ResolvedBackbone);
        if (Classes is not (> 0 and <= 65536))
            throw new GraphException(name, Invariant($"it needs from 1 to 65536 classes, not {Classes}"));
    }
}
