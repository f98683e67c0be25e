using MobileNetSharp.Plotting.Charts;
using static System.FormattableString;

namespace MobileNetSharp.Paper;

/// <summary>Figure 7: positive channels behind each expansion, at the start and trained: <c>figure7.json</c>.</summary>
static class Figure7
{
    const string Title = "Figure 7: distribution of activation patterns";

    public static PaperFigure Build()
    {
        using var json = PaperData.Find("figure7.json");
        return json is null
            ? new PaperFigure("figure7", Title, ["Not measured yet: 'mobilenet paper figure7 --model FILE --images DIR' writes docs/paper/figure7.json, which this report draws."], [])
            : Build(PatternJson.Read(json));
    }

    internal static PaperFigure Build(PatternDocument document)
    {
        var below = document.Trained.Where(layer => layer.Minimum < layer.Threshold).ToArray();
        var names = below.Length == 0 ? "" : $", blocks {string.Join(" and ", below.Select(layer => layer.Block))}";
        var worst = document.Trained.MaxBy(layer => layer.ShareBelow)!;
        return new PaperFigure(
            "figure7", Title,
            [
                Invariant($"Lemma 2 asks for as many positive channels as the block reads: the threshold, a sixth of the channels. The paper finds all but two layers of the trained network above it. Here all but {below.Length} of {document.Trained.Count} have it at every pixel{names}; the most pixels are below it in block {worst.Block}, {100 * worst.ShareBelow:0.0} %."),
                Invariant($"The caption says that training leaves the average as it was. Here it goes from {Averages(document.Initial)} of the channels to {Averages(document.Trained)}; the deviation grows in {document.Trained.Zip(document.Initial).Count(pair => pair.First.Deviation > pair.Second.Deviation)} of {document.Trained.Count} layers."),
                Invariant($"Measured: {document.Model} (SHA-256 {document.ModelSha256[..12]}…) on {document.Images} images, {document.Source}; at the start: the same network with random weights, seed {document.Seed}, without statistics of its normalization. Counted at every pixel behind ReLU6 of the expansions of blocks 1 to 16; block 0 has none. Bands are standard deviations over pixels. Version {document.Version}, {document.Date}."),
            ],
            [
                Plot("Positive channels at the start", document.Initial, share: false), Plot("Positive channels, trained", document.Trained, share: false),
                Plot("Their share at the start", document.Initial, share: true), Plot("Their share, trained", document.Trained, share: true),
            ]);
    }

    /// <summary>The least and the largest of the layers' averages, as parts of their channels.</summary>
    static string Averages(List<LayerPattern> layers)
    {
        double[] shares = [.. layers.Select(layer => 100 * layer.Average / layer.Channels)];
        return Invariant($"{shares.Min():0}–{shares.Max():0} %");
    }

    static string Plot(string title, List<LayerPattern> layers, bool share) => new LinePlot(
        title, "block", share ? "share of the channels" : "channels",
        [
            Line("average", layers, layer => layer.Average, share) with { Spread = [.. layers.Select(layer => layer.Deviation / (share ? layer.Channels : 1))] },
            Line("minimum", layers, layer => layer.Minimum, share),
            Line("maximum", layers, layer => layer.Maximum, share),
            Line("threshold", layers, layer => layer.Threshold, share),
            Line("all", layers, layer => layer.Channels, share),
        ]).ToSvg();

    static Series Line(string name, List<LayerPattern> layers, Func<LayerPattern, double> value, bool share) =>
        new(name, [.. layers.Select(layer => ((double)layer.Block, value(layer) / (share ? layer.Channels : 1)))]);
}
