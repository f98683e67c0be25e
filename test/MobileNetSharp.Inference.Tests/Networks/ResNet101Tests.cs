using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Inference.Tests.Networks;

public class ResNet101Tests
{
    static readonly ResNet101Options Torchvision = new() { Resolution = 64, Stride = ResNetStride.FirstUnitFilter, Dialect = Dialect.PyTorch };

    /// <summary>The variants have the same weights.</summary>
    static readonly WeightSet Weights = SpreadWeights.For(ResNet101.Build(Torchvision), seed: 1);

    [Fact]
    public void The_engine_gives_torchvisions_logits() => Assert.InRange(DifferenceFromTorchvision(Torchvision), 0, 1e-4);

    [Fact]
    public void Another_stride_or_padding_does_not_pass()
    {
        Assert.True(DifferenceFromTorchvision(Torchvision with { Stride = ResNetStride.LastUnit }) > 1e-3);
        Assert.True(DifferenceFromTorchvision(Torchvision with { Dialect = Dialect.TensorFlow with { BatchNormEpsilon = 1e-5 } }) > 1e-3);
    }

    /// <summary>TF-slim's resnet_utils.py: to halve the map at the end of a stage is the same function, and cheaper.</summary>
    [Fact]
    public void To_halve_the_map_at_the_end_of_a_stage_is_to_halve_it_at_the_start_of_the_next()
    {
        var options = new ResNet101Options { Resolution = 96, Stages = [new(16, 2), new(24, 3), new(32, 1), new(40, 2)] };
        var first = TestModels.Of(ResNet101.Build(options with { Stride = ResNetStride.FirstUnit }));
        var last = TestModels.Of(ResNet101.Build(options with { Stride = ResNetStride.LastUnit }));
        var x = TestModels.Inputs(first.Graph);
        TestModels.Close(TestModels.Run(first, TestModels.OneThread, x), TestModels.Run(last, TestModels.OneThread, x), 1e-5);
    }

    /// <summary>eng/make_compared_networks_golden.py.</summary>
    static double DifferenceFromTorchvision(ResNet101Options options)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Repository.Path("test/data/golden/torchvision/resnet_101_64.json")));
        float[] expected = [.. json.RootElement.GetProperty("logits").EnumerateArray().Select(value => value.GetSingle())];
        var graph = ResNet101.Build(options);
        var model = new Model(graph, Weights, ModelCard.Empty);
        return TestModels.Difference(
            expected, TestModels.Run(model, TestModels.OneThread, SpreadWeights.Input(graph.Inputs[0].Shape, 1))[0]);
    }
}
