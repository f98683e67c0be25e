namespace MobileNetSharp.Models;

/// <summary>What the MobileNets have in common.</summary>
public abstract record MobileNetOptions : ClassifierOptions
{
    /// <summary>Scales the channels of every layer; in MobileNetV2 below 1 not those of the last convolution (§4).</summary>
    public double WidthMultiplier { get; init; } = 1;

    /// <summary>Input size over that of the last feature map: 32, or 16 or 8 by dilated convolutions (§6.3).</summary>
    public int OutputStride { get; init; } = 32;

    private protected override void Check(string name)
    {
        CheckWidth(name, WidthMultiplier);
        base.Check(name);
        CheckOutputStride(name, OutputStride);
    }
}
