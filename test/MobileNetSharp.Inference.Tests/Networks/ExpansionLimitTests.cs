using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Inference.Tests.Networks;

/// <summary>The limits of the expansion factor (§3.4): 0 is the identity, below 1 the classical residual block.</summary>
public class ExpansionLimitTests
{
    static readonly MobileNetV2Options Small = new() { WidthMultiplier = 0.35, Resolution = 64, Classes = 37 };

    public static TheoryData<EngineKind> Engines => [EngineKind.Reference, EngineKind.Fast];

    [Theory, MemberData(nameof(Engines))]
    public void At_expansion_0_a_network_is_the_one_without_its_repeated_blocks(EngineKind kind)
    {
        var whole = MobileNetV2.Build(Small with { Expansion = 0 });
        ImmutableArray<Stage> single = [.. MobileNetV2.Table2.Select(stage => stage with { N = 1 })];
        var first = MobileNetV2.Build(Small with { Expansion = 0, Stages = single });
        var weights = SpreadWeights.For(whole, seed: 1);
        var moved = whole.WeightsOf().Zip(first.WeightsOf(), (from, to) => KeyValuePair.Create(to.Name, weights[from.Name]));

        var input = TestModels.Inputs(whole);
        var options = new EngineOptions { Kind = kind, Threads = 1 };
        var expected = TestModels.Run(new Model(first, new WeightSet(moved), ModelCard.Empty), options, input);
        Assert.Equal(expected, TestModels.Run(new Model(whole, weights, ModelCard.Empty), options, input));
    }

    /// <summary>Such a block adds to what it is given, and nothing stands on the way past it: not even an activation.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(6)]
    public void A_block_whose_inner_path_gives_nothing_is_the_identity(double t)
    {
        var graph = MobileNetV2.Build(Small with { Expansion = t })
            .WithOutputs(("input", "block3.project.bn"), ("output", "block5.add"), ("wide", "block12.add"), ("narrow", "block10.project.bn"));
        var weights = SpreadWeights.For(graph, seed: 1).ToDictionary();
        foreach (var name in weights.Keys.Where(name => name.Contains(".project.bn.", StringComparison.Ordinal)).ToList())
        {
            var block = name[..name.IndexOf('.', StringComparison.Ordinal)];
            if (graph.Find($"{block}.add") is not null && (name.EndsWith(".weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal)))
                weights[name] = Tensor.FromFloats(weights[name].Shape, new float[weights[name].Count]);
        }

        var model = new Model(graph, new WeightSet(weights), ModelCard.Empty);
        foreach (var options in new[] { TestModels.Reference, TestModels.OneThread })
        {
            var outputs = TestModels.Run(model, options, TestModels.Inputs(graph));
            Assert.Equal(outputs[0], outputs[1]);
            Assert.Equal(outputs[3], outputs[2]);
            Assert.Contains(outputs[0], value => value < 0);
        }
    }
}
