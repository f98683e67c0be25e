using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Paper.Cells;

/// <summary>Another way of counting, which the paper may have used.</summary>
/// <param name="Id">A short name, the same in every table.</param>
/// <param name="What">The way of counting in words: a noun phrase.</param>
/// <param name="Value">The count in units: 3,470,760 parameters, not 3.47.</param>
/// <param name="Rounding">How the count is reduced to the printed digits.</param>
public sealed record AlternativeCount(string Id, string What, double Value, Rounding Rounding = Rounding.Nearest);

/// <summary>The alternative counts that are tried, each computed from the graph.</summary>
static class AlternativeCounts
{
    /// <summary>The same count, truncated.</summary>
    public static AlternativeCount Truncated(double value) => new("cut", "the same count, truncated instead of rounded", value, Rounding.Truncate);

    /// <summary>The same count, rounded to one more digit first.</summary>
    public static AlternativeCount RoundedTwice(double value, double unit) =>
        new("rounded-twice", "the same count, rounded first to one decimal and then again", unit * Math.Round(value / unit, 1, MidpointRounding.AwayFromZero));

    /// <summary>A value truncated to its first digits.</summary>
    public static AlternativeCount Digits(double value, int digits, string what)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)) - digits + 1);
        return new($"{digits}-digits", $"{what}, truncated to {(digits == 1 ? "one digit" : digits == 2 ? "two digits" : "three digits")}", Math.Floor(value / power) * power);
    }

    /// <summary>Other counts of parameters; the paper's own excludes batch normalization.</summary>
    public static AlternativeCount[] Parameters(Graph graph)
    {
        var costs = graph.Analyze();
        var kernels = costs.ParametersWithoutBatchNorm;
        var normalized = graph.Nodes.Where(node => node.Op is BatchNorm).Sum(node => (long)node.Channels);
        var bias = graph.Nodes.Sum(node => node.Op is Linear { HasBias: true } ? node.Channels : 0L);
        return
        [
            Truncated(kernels),
            new("batch-norm", "the count with γ and β of batch normalization", costs.Parameters),
            new("three-per-channel", "the count with three values per normalized channel (β, mean, variance: TensorFlow's batch normalization without a scale)", kernels + (3 * normalized)),
            new("all-variables", "the count with all four values of batch normalization", kernels + (4 * normalized)),
            new("without-bias", "the count without the classifier's bias", kernels - bias),
        ];
    }

    /// <summary>Other counts of multiply-adds; the paper's own is of convolutions and the classifier.</summary>
    public static AlternativeCount[] Madds(Graph graph)
    {
        double madds = graph.Analyze().Madds;
        var normalized = graph.Nodes.Where(node => node.Op is BatchNorm).Sum(node => node.Shape.CountPerImage);
        return
        [
            Truncated(madds),
            new("flops", "multiplications and additions counted separately", 2 * madds),
            new("batch-norm-madds", "the count with one multiply-add per normalized value", madds + normalized),
            new("background", "the count with an additional background class", madds + graph.Nodes.Sum(node => node.Op is Linear ? node.Inputs[0].Channels : 0L)),
        ];
    }
}
