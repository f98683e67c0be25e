using CsCheck;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Tests.Kernels.Blocks;
using MobileNetSharp.Inference.Threads;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Inference.Tests.Kernels;

/// <summary>An output is NaN, +∞, −∞ or finite where the reference's is: no kernel turns an input that is not a number into a plausible result.</summary>
public class NonFiniteKernelTests
{
    static readonly float[] Special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    public static TheoryData<string, string> OpsAndWidths()
    {
        var data = new TheoryData<string, string>();
        foreach (var op in EveryOp.Samples.Keys)
        {
            foreach (var width in TestModels.Widths)
                data.Add(op, width.Data);
        }

        return data;
    }

    [Theory, MemberData(nameof(OpsAndWidths))]
    public void Every_op_passes_them_on_as_the_reference_does(string op, string width)
    {
        var model = TestModels.Of(EveryOp.Samples[op]);
        foreach (var special in Special)
        {
            for (var place = 0; place < 40; place += 13)
                Check(model, width, (special, place));
        }

        Check(model, width, (Special[0], 3), (Special[1], 17), (Special[2], 31));
    }

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Fused_blocks_pass_them_on_as_the_reference_does(string width)
    {
        var image = Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Bottleneck.AnyChannels, (h, w, c) => new Shape(1, h, w, c));
        var places = Gen.Select(Gen.Int[0, Special.Length - 1], Gen.Int[0, 10_000], (kind, place) => (Special[kind], place)).Array[1, 3];
        Gen.Select(image, Bottleneck.Any, places).Where((shape, block, _) => Fits(shape, block)).Sample(
            (shape, block, special) => Check(TestModels.Of(g => g.Output("y", block.Declare(g, "block", g.Input("x", shape)))), width, special),
            iter: 100);
    }

    /// <summary>Weights too: a network that has become NaN in training must not give a ranking of classes.</summary>
    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void A_weight_that_is_not_a_number_reaches_the_output(string width)
    {
        var block = new Bottleneck(24, 16, 1, 1, Padding.Same, Activation.Relu6, HasResidual: true);
        var model = TestModels.Of(g => g.Output("y", block.Declare(g, "block", g.Input("x", new Shape(1, 5, 7, 16)))));
        foreach (var weight in model.Weights.Keys)
        {
            var spoiled = Spoiled(model, weight, model.Weights[weight].Count / 2, float.NaN);
            var x = TestModels.Inputs(model.Graph);
            Assert.Contains(TestModels.Run(spoiled, new EngineOptions { Kind = EngineKind.Reference, AllowsNonFiniteWeights = true }, x)[0], float.IsNaN);
            using var team = new WorkerTeam();
            using var engine = new Engine(spoiled, new() { Threads = 1, AllowsNonFiniteWeights = true }, VectorWidths.Choose(width), team);
            Assert.Contains(TestModels.Run(engine, x)[0], float.IsNaN);
        }
    }

    [Theory]
    [InlineData("block.project.weight", float.NaN)]
    [InlineData("block.depthwise.bias", float.NegativeInfinity)]
    [InlineData("bn.running_mean", float.PositiveInfinity)]
    [InlineData("bn.running_var", -1e-3f)]
    public void A_model_with_such_a_weight_is_refused_by_its_name(string weight, float value)
    {
        var model = TestModels.Of(g => g.Output("y", g.BatchNorm("bn", new Bottleneck(24, 17, 1, 1, Padding.Same, null, HasResidual: false)
            .Declare(g, "block", g.Input("x", new Shape(1, 5, 7, 17))))));
        foreach (var kind in Enum.GetValues<EngineKind>())
        {
            new Engine(model, new() { Kind = kind }).Dispose();
            for (var index = 0; index < 17; index++)
            {
                var error = Assert.Throws<NonFiniteWeightException>(() => new Engine(Spoiled(model, weight, index, value), new() { Kind = kind }));
                Assert.Equal((weight, index, value), (error.Tensor, error.Index, error.Value));
            }
        }
    }

    static void Check(Model model, string width, params (float Value, int Place)[] special)
    {
        var inputs = TestModels.Inputs(model.Graph);
        foreach (var (value, place) in special)
            inputs[0][place % inputs[0].Length] = value;
        Assert.Equal(Kinds(TestModels.Run(model, TestModels.Reference, inputs)), Kinds(TestModels.Run(model, width, 1, inputs)));
    }

    static Model Spoiled(Model model, string weight, int index, float value)
    {
        var values = model.Weights[weight].ToFloats();
        values[index] = value;
        return new Model(
            model.Graph,
            new Weights.WeightSet(model.Weights.Select(other => other.Key == weight
                ? KeyValuePair.Create(weight, Weights.Tensor.FromFloats(other.Value.Shape, values))
                : other)),
            model.Card);
    }

    /// <summary>A letter per value: n for NaN, + and − for the infinities, a dot for a number.</summary>
    static string[] Kinds(float[][] outputs) => [.. outputs.Select(output => string.Concat(output.Select(value =>
        float.IsNaN(value) ? 'n' : float.IsPositiveInfinity(value) ? '+' : float.IsNegativeInfinity(value) ? '-' : '.')))];

    static bool Fits(Shape shape, Bottleneck block)
    {
        var g = new GraphBuilder("network");
        try
        {
            block.Declare(g, "block", g.Input("x", shape));
            return true;
        }
        catch (GraphException)
        {
            return false;
        }
    }
}
