using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>The choices of ShuffleNet v1; the defaults are 1.0 with 3 groups at 224².</summary>
public sealed record ShuffleNetV1Options : ClassifierOptions
{
    /// <summary>The defaults: PyTorch's conventions, as in the authors' code.</summary>
    public ShuffleNetV1Options() => Dialect = Dialect.PyTorch;

    /// <summary>Scales the channels of every layer, but not the stem's between two whole numbers.</summary>
    public double WidthMultiplier { get; init; } = 1;

    /// <summary>Groups of the pointwise convolutions: 1, 2, 3, 4 or 8.</summary>
    public int Groups { get; init; } = 3;

    private protected override void Check(string name)
    {
        CheckWidth(name, WidthMultiplier);
        base.Check(name);
        if (!ShuffleNetV1.Table1.Any(row => row.Groups == Groups))
            throw new GraphException(name, $"the groups must be 1, 2, 3, 4 or 8, are {Groups}");
    }
}
