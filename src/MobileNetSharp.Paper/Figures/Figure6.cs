using System.Collections.Immutable;
using MobileNetSharp.Paper.Measurements;
using MobileNetSharp.Plotting.Charts;
using MobileNetSharp.Plotting.Rendering;
using static System.FormattableString;

namespace MobileNetSharp.Paper.Figures;

/// <summary>Figure 6: what linear bottlenecks and shortcuts contribute, trained at a small scale.</summary>
static class Figure6
{
    public static PaperFigure Build(Figure6Results results)
    {
        var trained = results.Variants.Where(variant => variant.FinalMean is not null).ToArray();
        var finals = trained.Select(variant =>
            Invariant($"{variant.Name} {100 * variant.FinalMean:0.0} %") + (variant.FinalSpread is { } spread ? Invariant($" ± {100 * spread:0.0}") : ""));
        return new PaperFigure(
            "figure6", "Figure 6: non-linearities and shortcuts",
            [
                Invariant($"Not on ImageNet as in the paper: {results.Network}, on {results.Dataset}, at {results.Resolution}² for {results.Epochs} epochs. Lines are means over {results.Seeds} seeds, bands the standard deviation between them. At the end: {string.Join(", ", finals)}."),
                $"Trained by version {results.Version} on {results.Processor}, {results.Date}; figure6.json has the recipe and all curves.",
            ],
            [.. results.Variants.Select(variant => variant.Figure).Distinct().Order(StringComparer.Ordinal).Select(part => Plot(part, trained.Where(variant => variant.Figure == part)))]);
    }

    static Canvas Plot(string part, IEnumerable<Figure6Curves> variants) => new LinePlot(
        part.EndsWith('a') ? "Figure 6a: linear and non-linear bottlenecks" : "Figure 6b: where the shortcut is", "epoch", "top-1, %",
        [.. variants.Select(Mean)]).Draw();

    static Series Mean(Figure6Curves variant)
    {
        var epochs = Enumerable.Range(0, variant.Curves.Min(curve => curve.Length))
            .Select(epoch => variant.Curves.Select(curve => 100 * curve[epoch]).ToImmutableArray()).ToArray();
        return new Series(variant.Name, [.. epochs.Select((values, i) => (i + 1.0, values.Average()))])
        {
            Spread = [.. epochs.Select(Deviation)],
        };
    }

    static double Deviation(ImmutableArray<double> values)
    {
        var mean = values.Average();
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
