namespace MobileNetSharp.Models;

/// <summary>What the MobileNets have in common.</summary>
public abstract record MobileNetOptions : BackboneOptions
{
    /// <summary>Scales the channels of every layer; in MobileNetV2 below 1 not those of the last convolution (§4).</summary>
    public double WidthMultiplier { get; init; } = 1;

    /// <summary>The width as a part of a backbone's name: none where it is 1.</summary>
    private protected string WidthSuffix => WidthMultiplier == 1 ? "" : $"_{WidthText(WidthMultiplier)}";

    private protected override void Check(string name)
    {
        CheckWidth(name, WidthMultiplier);
        base.Check(name);
    }
}
