using System.Collections.Immutable;
using MobileNetSharp.Paper.Measurements;
using MobileNetSharp.Plotting.Charts;
using MobileNetSharp.Plotting.Rendering;
using static System.FormattableString;

namespace MobileNetSharp.Paper.Figures;

/// <summary>Figure 7: positive channels after each expansion, at the start and trained.</summary>
static class Figure7
{
    public static PaperFigure Build(Figure7Results results)
    {
        var below = results.Trained.Where(layer => layer.Minimum < layer.Threshold).ToArray();
        var names = below.Length == 0 ? "" : $" (not blocks {string.Join(" and ", below.Select(layer => layer.Block))})";
        var worst = results.Trained.MaxBy(layer => layer.ShareBelow)!;
        return new PaperFigure(
            "figure7", "Figure 7: distribution of activation patterns",
            [
                Invariant($"Lemma 2 requires as many positive channels as the block has input channels: the threshold, a sixth of the channels. In the paper, all but two layers of the trained network reach it. Here, all but {below.Length} of {results.Trained.Length} reach it at every pixel{names}; block {worst.Block} falls below it most often, at {100 * worst.ShareBelow:0.0} % of the pixels."),
                Invariant($"The caption says that training does not change the average. Here it changes from {Averages(results.Initial)} of the channels to {Averages(results.Trained)}; the deviation grows in {results.Trained.Zip(results.Initial).Count(pair => pair.First.Deviation > pair.Second.Deviation)} of {results.Trained.Length} layers."),
                Invariant($"Measured: {results.Model} (SHA-256 {results.ModelSha256[..12]}…) on {results.Images} images, {results.Source}; at the start: the same network with random weights (seed {results.Seed}) and initial batch normalization statistics. Counted at every pixel after the ReLU6 of the expansions of blocks 1 to 16; block 0 has no expansion. Bands are standard deviations over pixels. Version {results.Version}, {results.Date}."),
            ],
            [
                Plot("Positive channels at the start", results.Initial, share: false), Plot("Positive channels, trained", results.Trained, share: false),
                Plot("Fraction at the start", results.Initial, share: true), Plot("Fraction, trained", results.Trained, share: true),
            ]);
    }

    /// <summary>The least and the largest of the layers' averages, as parts of their channels.</summary>
    static string Averages(ImmutableArray<ActivationPattern> layers)
    {
        double[] shares = [.. layers.Select(layer => 100 * layer.Average / layer.Channels)];
        return Invariant($"{shares.Min():0}–{shares.Max():0} %");
    }

    static Canvas Plot(string title, ImmutableArray<ActivationPattern> layers, bool share) => new LinePlot(
        title, "block", share ? "fraction of the channels" : "channels",
        [
            Line("average", layers, layer => layer.Average, share) with { Spread = [.. layers.Select(layer => layer.Deviation / (share ? layer.Channels : 1))] },
            Line("minimum", layers, layer => layer.Minimum, share),
            Line("maximum", layers, layer => layer.Maximum, share),
            Line("threshold", layers, layer => layer.Threshold, share),
            Line("all", layers, layer => layer.Channels, share),
        ]).Draw();

    static Series Line(string name, ImmutableArray<ActivationPattern> layers, Func<ActivationPattern, double> value, bool share) =>
        new(name, [.. layers.Select(layer => ((double)layer.Block, value(layer) / (share ? layer.Channels : 1)))]);
}
