using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>The choices of the detectors; the defaults are SSDLite on MobileNetV2 1.0 at 320² (Table 6).</summary>
public sealed record SsdOptions : NetworkOptions
{
    /// <summary>The defaults: 320², and COCO's 80 classes.</summary>
    public SsdOptions() => (Resolution, Classes) = (320, 80);

    /// <summary>
    /// The network beneath, <see cref="MobileNetV1Options"/> or <see cref="MobileNetV2Options"/>: its width and blocks. Resolution,
    /// batch, classes and dialect are the detector's.
    /// </summary>
    public MobileNetOptions Backbone { get; init; } = new MobileNetV2Options();

    /// <summary>Whether the head is of separable convolutions (SSDLite, §6.2) in place of ordinary ones.</summary>
    public bool IsLite { get; init; } = true;

    /// <summary>The backbone as it is built here.</summary>
    internal MobileNetOptions ResolvedBackbone => Backbone with { Resolution = Resolution, Batch = Batch, Dialect = Dialect };

    private protected override void Check(string name)
    {
        base.Check(name);
        Check(name, ResolvedBackbone);
        if (Classes is not (> 0 and <= 1000))
            throw new GraphException(name, Invariant($"it needs from 1 to 1000 classes, not {Classes}"));
    }
}
