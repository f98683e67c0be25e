using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;

namespace MobileNetSharp.Inference.Tests.Kernels.Ops;

/// <summary>An activation that runs with the step before it gives to the bit what it gives as a separate step.</summary>
public class EpilogueKernelTests
{
    static readonly Dictionary<string, Func<GraphBuilder, Node, Node>> Producers = new()
    {
        ["pointwise convolution"] = (g, x) => g.Conv2d("op", x, 19, kernel: 1, bias: true),
        ["convolution"] = (g, x) => g.Conv2d("op", x, 19, kernel: 3, stride: 2, bias: true),
        ["grouped convolution"] = (g, x) => g.Conv2d("op", x, 18, kernel: 3, groups: 2, bias: true),
        ["depthwise convolution"] = (g, x) => g.Conv2d("op", x, x.Channels, kernel: 3, groups: x.Channels, bias: true),
        ["linear layer"] = (g, x) => g.Linear("op", g.GlobalAveragePool("pool", x), 19),
        ["sum"] = (g, x) => g.Add("op", x, g.Relu("other", x)),
        ["convolution and sum"] = (g, x) => g.Add("op", x, g.Conv2d("other", x, x.Channels, kernel: 1, bias: true)),
    };

    static readonly Dictionary<string, Activation> Activations = new()
    {
        ["relu6"] = Activation.Relu6,
        ["clamp"] = Activation.Clamp(-0.25f, 0.5f),
        ["leaky relu"] = Activation.LeakyRelu(0.1f),
        ["hard swish"] = Activation.HardSwish,
    };

    public static TheoryData<string, string, string> Cases()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var producer in Producers.Keys)
            foreach (var activation in Activations.Keys)
                foreach (var width in TestModels.Widths)
                    data.Add(producer, activation, width.Data);
        return data;
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_fused_activation_changes_no_bit(string producer, string activation, string width)
    {
        var (fused, apart) = (Declare(producer, activation, isApart: false), Declare(producer, activation, isApart: true));
        Assert.Equal("act", Assert.Single(Plan.Create(fused.Graph).Steps, step => step.Nodes.Any(node => node.Name == "op")).Output.Name);
        Assert.Contains(Plan.Create(apart.Graph).Steps, step => step.ToString() == "act");
        var x = TestModels.Inputs(fused.Graph);
        Assert.Equal(TestModels.Run(apart, width, 1, x)[0], TestModels.Run(fused, width, 1, x)[0]);
    }

    public static TheoryData<string, string> ProducersAndWidths()
    {
        var data = new TheoryData<string, string>();
        foreach (var producer in Producers.Keys)
            foreach (var width in TestModels.Widths)
                data.Add(producer, width.Data);
        return data;
    }

    [Theory, MemberData(nameof(ProducersAndWidths))]
    public void A_fused_hard_swish_changes_no_infinite_value_and_none_that_is_not_a_number(string producer, string width)
    {
        var (fused, apart) = (Declare(producer, "hard swish", isApart: false), Declare(producer, "hard swish", isApart: true));
        var x = TestModels.Inputs(fused.Graph);
        (x[0][5], x[0][200], x[0][400]) = (float.PositiveInfinity, float.NegativeInfinity, float.NaN);
        var expected = TestModels.Run(apart, width, 1, x)[0];
        Assert.Contains(expected, value => !float.IsFinite(value));
        Assert.Equal(expected, TestModels.Run(fused, width, 1, x)[0]);
    }

    /// <summary>Where it is x or 0 it is so exactly, also for the largest numbers; of −∞ it is −∞·0.</summary>
    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void A_hard_swish_of_hand_computed_values_is_exact(string width)
    {
        var model = TestModels.Of(g => g.Output("y", g.Node("act", Activation.HardSwish, g.Input("x", new Shape(1, 1, 3, 11)))));
        float[] x = [-4, -3, -1, 0, 1, 3, 4, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        float[] y = [0, 0, -1f / 3, 0, 2f / 3, 3, 4, float.MaxValue, float.PositiveInfinity, float.NaN, float.NaN];
        Assert.Equal([.. y, .. y, .. y], TestModels.Run(model, width, 1, [[.. x, .. x, .. x]])[0]);
    }

    [Fact]
    public void A_sigmoid_is_a_separate_step()
    {
        var g = new GraphBuilder("network");
        g.Output("y", g.Node("act", Activation.Sigmoid, g.Conv2d("op", g.Input("x", new Shape(1, 5, 5, 4)), 3, kernel: 1)));
        Assert.Equal(["op", "act"], Plan.Create(g.Build()).Steps.Select(step => step.ToString()));
    }

    /// <summary>What is an output of the network is not fused away.</summary>
    static Model Declare(string producer, string activation, bool isApart) => TestModels.Of(g =>
    {
        var op = Producers[producer](g, g.Input("x", new Shape(2, 5, 5, 18)));
        g.Output("y", g.Node("act", Activations[activation], op));
        if (isApart)
            g.Output("raw", op);
    });
}
