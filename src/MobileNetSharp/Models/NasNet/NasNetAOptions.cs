using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>The choices of NASNet-A; the defaults are NASNet-A (4 @ 1056), "mobile", at 224².</summary>
public sealed record NasNetAOptions : ClassifierOptions
{
    /// <summary>The defaults: dropout 0.5, as in TF-slim.</summary>
    public NasNetAOptions() => Dropout = 0.5;

    /// <summary>Normal cells N in each of the three groups.</summary>
    public int CellsPerGroup { get; init; } = 4;

    /// <summary>Channels of the operations in the first group, a multiple of 4; twice as many in each later one. The last map has 24 times as many.</summary>
    public int Filters { get; init; } = 44;

    /// <summary>Channels of the first convolution.</summary>
    public int StemChannels { get; init; } = 32;

    private protected override void Check(string name)
    {
        base.Check(name);
        if (CellsPerGroup is not (> 0 and <= 100))
            throw new GraphException(name, Invariant($"each group needs from 1 to 100 cells, not {CellsPerGroup}"));
        if (Filters is not (> 0 and <= 4096) || Filters % 4 != 0)
            throw new GraphException(name, Invariant($"the filters must be a multiple of 4 up to 4096, are {Filters}"));
    }
}
