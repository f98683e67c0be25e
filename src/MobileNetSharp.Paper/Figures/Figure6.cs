using System.Text.Json;
using MobileNetSharp.Plotting.Charts;
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
            ? new PaperFigure("figure6", Title, ["Not trained yet: 'mobilenet paper figure6 --out docs/paper/figure6.json' trains the variants; built again, this report draws them."], [])
            : Build(document.RootElement);
    }

    internal static PaperFigure Build(JsonElement root)
    {
        var variants = root.GetProperty("variants").EnumerateArray().ToArray();
        string[] parts = [.. variants.Select(variant => variant.GetProperty("figure").GetString()!).Distinct().Order(StringComparer.Ordinal)];
        var finals = variants.Where(variant => Number(variant, "finalMean") is not null).Select(variant =>
            Invariant($"{variant.GetProperty("name").GetString()} {100 * Number(variant, "finalMean"):0.0} %") + (Number(variant, "finalSpread") is { } spread ? Invariant($" ± {100 * spread:0.0}") : ""));
        return new PaperFigure(
            "figure6", Title,
            [
                $"Not on ImageNet as in the paper: {Text(root, "network")}, on {Text(root, "dataset")}, at {Text(root, "resolution")}² for {Text(root, "epochs")} epochs. Lines are means over {Text(root, "seeds")} seeds, bands the standard deviation between them. At the end: {string.Join(", ", finals)}.",
                $"Made by 'mobilenet paper figure6', version {Text(root, "version")}, {Text(root, "date")}, {Text(root, "processor")}; the recipe is in figure6.json.",
            ],
            [.. parts.Select(part => Plot(part, [.. variants.Where(variant => variant.GetProperty("figure").GetString() == part && variant.GetProperty("curves").GetArrayLength() > 0)]))]);
    }

    static double? Number(JsonElement variant, string name) => variant.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    static string Plot(string part, JsonElement[] variants) => new LinePlot(
        part.EndsWith('a') ? "Figure 6a: linear and non-linear bottlenecks" : "Figure 6b: where the shortcut is", "epoch", "top-1, %",
        [.. variants.Select(Mean)]).ToSvg();

    static Series Mean(JsonElement variant)
    {
        var curves = variant.GetProperty("curves").EnumerateArray().Select(curve => curve.EnumerateArray().Select(value => value.GetDouble()).ToArray()).ToArray();
        var epochs = Enumerable.Range(0, curves.Min(curve => curve.Length)).Select(epoch => curves.Select(curve => 100 * curve[epoch]).ToArray()).ToArray();
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

    static string Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.ToString() : "unknown";
}
