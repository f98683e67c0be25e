using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Paper.Cells;

/// <summary>A way of counting otherwise that may be what the paper did.</summary>
/// <param name="Id">Short name, the same for the same way in every table.</param>
/// <param name="What">The way in words, to be read after "the print is".</param>
/// <param name="Value">What it gives, in units: 3,470,760 parameters, not 3.47.</param>
/// <param name="Rounding">How it is brought to the printed digits.</param>
public sealed record AlternativeCount(string Id, string What, double Value, Rounding Rounding = Rounding.Nearest);

/// <summary>The ways of counting otherwise that are tried, each computed from the graph itself.</summary>
static class AlternativeCounts
{
    /// <summary>The same count with the digits that follow left out.</summary>
    public static AlternativeCount Cut(double value) => new("cut", "the same count, cut and not rounded", value, Rounding.Cut);

    /// <summary>The same count rounded to one digit more, and then again.</summary>
    public static AlternativeCount RoundedTwice(double value, double unit) =>
        new("rounded-twice", "the same count, rounded to one decimal first and then again", unit * Math.Round(value / unit, 1, MidpointRounding.AwayFromZero));

    /// <summary>The first digits of a value, the others replaced by zeros.</summary>
    public static AlternativeCount Digits(double value, int digits, string what)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)) - digits + 1);
        return new($"{digits}-digits", $"{what}, cut to {(digits == 1 ? "one digit" : digits == 2 ? "two digits" : "three digits")}", Math.Floor(value / power) * power);
    }

    /// <summary>Other ways to count parameters; the paper's own leaves batch normalization out.</summary>
    public static AlternativeCount[] Parameters(Graph graph)
    {
        var costs = graph.Analyze();
        var kernels = costs.ParametersWithoutBatchNorm;
        var normalized = graph.Nodes.Where(node => node.Op is BatchNorm).Sum(node => (long)node.Channels);
        var bias = graph.Nodes.Sum(node => node.Op is Linear { HasBias: true } ? node.Channels : 0L);
        return
        [
            Cut(kernels),
            new("batch-norm", "γ and β of batch normalization counted", costs.Parameters),
            new("three-per-channel", "three values counted for each normalized channel: β, mean and variance, TensorFlow's batch normalization without a scale", kernels + (3 * normalized)),
            new("all-variables", "all four values of batch normalization counted", kernels + (4 * normalized)),
            new("without-bias", "the classifier's bias left out", kernels - bias),
        ];
    }

    /// <summary>Other ways to count multiply-adds; the paper's own counts convolutions and the classifier.</summary>
    public static AlternativeCount[] Madds(Graph graph)
    {
        double madds = graph.Analyze().Madds;
        var normalized = graph.Nodes.Where(node => node.Op is BatchNorm).Sum(node => node.Shape.CountPerImage);
        return
        [
            Cut(madds),
            new("flops", "multiplications and additions counted apart", 2 * madds),
            new("batch-norm-madds", "a multiply-add counted for each value that is normalized", madds + normalized),
            new("background", "the network with background as a class of its own", madds + graph.Nodes.Sum(node => node.Op is Linear ? node.Inputs[0].Channels : 0L)),
        ];
    }
}
