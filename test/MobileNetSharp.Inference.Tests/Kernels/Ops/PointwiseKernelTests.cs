using CsCheck;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Tests.Kernels.Blocks;

namespace MobileNetSharp.Inference.Tests.Kernels.Ops;

/// <summary>1×1 convolutions in no block against the reference, with and without a residual.</summary>
public class PointwiseKernelTests
{
    static readonly Gen<int> Channels = Gen.Frequency((6, Bottleneck.AnyChannels), (1, Bottleneck.OneOf(64, 65, 111, 160)));

    static readonly Gen<Activation?> AnyActivation = Bottleneck.OneOf<Activation?>(null, Activation.Relu6);

    /// <summary>Few pixels: workers split the panels of output channels.</summary>
    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Convolutions_of_few_pixels_stay_within_the_bound_for_every_number_of_workers(string width) =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 7], Gen.Int[1, 7], Channels, Channels, Gen.Bool, AnyActivation).Sample(
            (n, h, w, input, output, hasResidual, activation) => Check(width, new Shape(n, h, w, input), output, hasResidual, activation),
            iter: 150);

    /// <summary>Many pixels: workers split chunks of them, of which the last may not be full.</summary>
    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Convolutions_of_many_pixels_stay_within_the_bound_for_every_number_of_workers(string width) =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[13, 40], Gen.Int[13, 40], Bottleneck.AnyChannels, Bottleneck.AnyChannels, Gen.Bool, AnyActivation).Sample(
            (n, h, w, input, output, hasResidual, activation) => Check(width, new Shape(n, h, w, input), output, hasResidual, activation),
            iter: 40);

    static Graph Declare(Shape shape, int output, bool hasResidual, Activation? activation)
    {
        var g = new GraphBuilder("pointwise");
        var y = g.Conv2d("conv", g.Input("x", shape), output, kernel: 1, bias: true);
        if (hasResidual)
            y = g.Add("add", y, g.Input("residual", shape with { Channels = output }));
        g.Output("y", activation is null ? y : g.Node("act", activation, y));
        return g.Build();
    }

    static void Check(string width, Shape shape, int output, bool hasResidual, Activation? activation)
    {
        var model = TestModels.Of(Declare(shape, output, hasResidual, activation));
        var inputs = TestModels.Inputs(model.Graph);
        var magnitudes = TestModels.Magnitudes(new Model(Declare(shape, output, hasResidual, activation: null), model.Weights, model.Card));
        var magnitude = TestModels.Run(magnitudes, TestModels.Reference, [.. inputs.Select(x => x.Select(MathF.Abs).ToArray())])[0];
        var expected = TestModels.Run(model, TestModels.Reference, inputs)[0];
        var first = GuardedRun.Outputs(model, VectorWidths.Choose(width), 1, inputs)[0];
        for (var i = 0; i < expected.Length; i++)
        {
            var bound = 2 * (shape.Channels + 2) * Math.Pow(2, -24) * magnitude[i];
            Assert.True(Math.Abs((double)expected[i] - first[i]) <= bound, $"{model.Graph} element {i}: {expected[i]} is {first[i]}");
        }

        foreach (var workers in (int[])[2, 3, 5])
            Assert.Equal(first, GuardedRun.Outputs(model, VectorWidths.Choose(width), workers, inputs)[0]);
        Assert.Equal(first, TestModels.Run(model, width, 1, inputs)[0]);
    }
}
