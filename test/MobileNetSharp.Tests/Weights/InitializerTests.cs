using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Tests.Weights;

public class InitializerTests
{
    static Graph Network { get; } = MobileNetV2.Build(new() { WidthMultiplier = 0.35, Resolution = 32, Classes = 100 });

    [Fact]
    public void TfSlim_draws_kernels_of_deviation_0_09_cut_at_two_deviations()
    {
        using var weights = Initializer.TfSlim(Network, seed: 1);
        var kernel = weights["head.conv.weight"].ToFloats();
        Assert.InRange(kernel.Max(), 0.179f, 0.18f);
        Assert.InRange(kernel.Min(), -0.18f, -0.179f);
        // A normal cut at two deviations has a deviation of 0.8796 of its own.
        Assert.Equal(0.8796 * 0.09, Deviation(kernel), 2e-4);
    }

    [Theory]
    [InlineData("head.conv.weight", 2.0 / 1280)]
    [InlineData("block16.depthwise.conv.weight", 2.0 / (336 * 9))]
    [InlineData("classifier.weight", 1e-4)]
    public void TorchVision_draws_normal_kernels_by_their_outputs(string name, double variance)
    {
        using var weights = Initializer.TorchVision(Network, seed: 1);
        var kernel = weights[name].ToFloats();
        Assert.Equal(1, Deviation(kernel) / Math.Sqrt(variance), 0.04);
        Assert.Equal(0, kernel.Average() / Math.Sqrt(variance), 0.05);
        Assert.Equal(0.683, kernel.Count(value => Math.Abs(value) < Math.Sqrt(variance)) / (double)kernel.Length, 0.02);
    }

    [Fact]
    public void Everything_else_starts_neutral()
    {
        using var weights = Initializer.TfSlim(Network, seed: 1);
        Assert.All(weights["stem.bn.weight"].ToFloats(), gamma => Assert.Equal(1, gamma));
        Assert.All(weights["stem.bn.running_var"].ToFloats(), variance => Assert.Equal(1, variance));
        Assert.All(weights["stem.bn.bias"].ToFloats(), beta => Assert.Equal(0, beta));
        Assert.All(weights["stem.bn.running_mean"].ToFloats(), mean => Assert.Equal(0, mean));
        Assert.All(weights["classifier.bias"].ToFloats(), bias => Assert.Equal(0, bias));
        Assert.Equal([0L], weights["stem.bn.num_batches_tracked"].As<long>().ToArray());
        Assert.Equal(314, new Model(Network, weights, MobileNetSharp.Cards.ModelCard.Empty).Weights.Count);
    }

    [Fact]
    public void A_weight_depends_on_seed_and_name_only()
    {
        using var whole = Initializer.TfSlim(Network, seed: 7);
        using var tapped = Initializer.TfSlim(Network.WithOutputs(("tap", "block4.add"), ("low", "block2.add")).WithBatch(4), seed: 7);
        using var other = Initializer.TfSlim(Network, seed: 8);
        Assert.All(tapped, pair => Assert.Equal(pair.Value.Bytes.ToArray(), whole[pair.Key].Bytes.ToArray()));
        Assert.NotEqual(whole["stem.conv.weight"].ToFloats(), other["stem.conv.weight"].ToFloats());
        Assert.NotEqual(whole["block1.expand.conv.weight"].ToFloats(), whole["block2.expand.conv.weight"].ToFloats()[..384]);
    }

    /// <summary>The bits are a promise: a seed names the same weights on every platform and in every later version.</summary>
    [Fact]
    public void The_first_weights_of_seed_1_are_these()
    {
        using var slim = Initializer.TfSlim(Network, seed: 1);
        using var torch = Initializer.TorchVision(Network, seed: 1);
        Assert.Equal("3dc5eb4d 3cc46207 bd48a656 bdadcc6d", Bits(slim["stem.conv.weight"].ToFloats()));
        Assert.Equal("3e019553 be863f14 3d0093d7 bd835f01", Bits(torch["stem.conv.weight"].ToFloats()));
    }

    static string Bits(float[] values) =>
        string.Join(' ', values.Take(4).Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8", null)));

    static double Deviation(float[] values)
    {
        var mean = values.Average(value => (double)value);
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
