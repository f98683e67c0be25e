using System.Text.Json;
using MobileNetSharp.Reporting;
using static System.FormattableString;

namespace MobileNetSharp.Paper;

/// <summary>Figure 6: what linear bottlenecks and shortcuts are worth, trained at a small scale: <c>figure6.json</c>.</summary>
static class Figure6
{
    const string Title = "Figure 6: non-linearities and shortcuts";

    public static PaperFigure Build()
    {
        using var document = PaperData.Find("figure6.json");
        return document is null
            ? new PaperFigure("figure6", Title, ["Not trained yet: 'mobilenet paper figure6' trains the variants and writes docs/paper/figure6.json, which this report draws."], [])
            : Build(document.RootElement);
    }

    internal static PaperFigure Build(JsonElement root)
    {
        var variants = root.GetProperty("variants").EnumerateArray().ToArray();
        string[] parts = [.. variants.Select(variant => variant.GetProperty("figure").GetString()!).Distinct().Order(StringComparer.Ordinal)];
        var finals = variants.Select(variant => Invariant(
            $"{variant.GetProperty("name").GetString()} {100 * Share(variant.GetProperty("finalMean").GetDouble()):0.0} ± {100 * Share(variant.GetProperty("finalSpread").GetDouble()):0.0} %"));
        return new PaperFigure(
            "figure6", Title,
            [
                Invariant($"Trained on {Text(root, "dataset")} at {Text(root, "resolution")} pixels for {Text(root, "epochs")} epochs, not on ImageNet as in the paper; lines are means over {Seeds(root)} seeds, bands their standard deviation. At the end: {string.Join(", ", finals)}."),
                Invariant($"Recipe: {Text(root, "recipe")}. Version {Text(root, "version")}, {Text(root, "date")}, {Text(root, "processor")}."),
            ],
            [.. parts.Select(part => Plot(part, [.. variants.Where(variant => variant.GetProperty("figure").GetString() == part)]))]);

        static double Share(double value) => value > 1 ? value / 100 : value;
    }

    static string Plot(string part, JsonElement[] variants) => new LinePlot(
        part.EndsWith('a') ? "Figure 6a: linear and non-linear bottlenecks" : "Figure 6b: where the shortcut is", "epoch", "top-1, %",
        [.. variants.Select(Mean)]).ToSvg();

    static Series Mean(JsonElement variant)
    {
        var curves = variant.GetProperty("curves").EnumerateArray().Select(curve => curve.EnumerateArray().Select(value => value.GetDouble()).ToArray()).ToArray();
        var scale = curves.SelectMany(curve => curve).Max() > 1 ? 1 : 100;
        var epochs = Enumerable.Range(0, curves.Min(curve => curve.Length)).Select(epoch => curves.Select(curve => scale * curve[epoch]).ToArray()).ToArray();
        return new Series(variant.GetProperty("name").GetString()!, [.. epochs.Select((values, i) => (i + 1.0, values.Average()))])
        {
            Spread = [.. epochs.Select(Deviation)],
        };
    }

    static double Deviation(double[] values)
    {
        var mean = values.Average();
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    static string Seeds(JsonElement root) => root.GetProperty("seeds") is { ValueKind: JsonValueKind.Array } seeds ? Invariant($"{seeds.GetArrayLength()}") : Text(root, "seeds");

    static string Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.ToString() : "unknown";
}
