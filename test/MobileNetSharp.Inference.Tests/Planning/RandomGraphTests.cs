using CsCheck;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Transforms;

namespace MobileNetSharp.Inference.Tests.Planning;

/// <summary>Plans of random graphs, whose values live long and short, are read often, and leave as outputs.</summary>
public class RandomGraphTests
{
    static readonly Gen<(int Op, int First, int Second, bool IsOutput)[]> Choices =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 5].Select(i => i == 0)).Array[1, 14];

    [Fact]
    public void No_two_values_that_are_needed_together_share_a_byte() => Choices.Sample(
        choices =>
        {
            var plan = Plan.Create(FoldBatchNorm.Apply(TestModels.Of(Declare(choices))).Graph);
            for (var i = 0; i < plan.Steps.Length; i++)
                AssertKeepsWhatIsNeeded(plan, i);
        },
        iter: 300);

    [Fact]
    public void The_engine_gives_what_the_reference_gives() => Choices.Sample(
        choices =>
        {
            var model = TestModels.Of(Declare(choices));
            var inputs = TestModels.Inputs(model.Graph);
            TestModels.Close(
                TestModels.Run(model, TestModels.Reference, inputs), TestModels.Run(model, TestModels.OneThread, inputs), 1e-5);
        },
        iter: 100);

    /// <summary>When a step writes, no byte of it belongs to a value that is read later, nor, but in place, to one that it reads itself.</summary>
    static void AssertKeepsWhatIsNeeded(Plan plan, int index)
    {
        var written = plan.Memory[plan.Steps[index].Output];
        Assert.InRange(written.EndBytes, 1, plan.Memory.SizeBytes);
        Assert.True(written.SizeBytes >= plan.Steps[index].Output.Shape.Count * sizeof(float));
        var (readNow, readLater) = (Values(plan.Steps[index].Reads), plan.Steps.Skip(index + 1).SelectMany(step => Values(step.Reads)));
        var outputs = plan.Graph.Outputs.Select(output => Plan.ValueOf(output.Node));
        foreach (var earlier in plan.Steps.Take(index).Select(step => step.Output))
        {
            var other = plan.Memory[earlier];
            var overlaps = other.OffsetBytes < written.EndBytes && written.OffsetBytes < other.EndBytes;
            if (readLater.Concat(outputs).Contains(earlier))
                Assert.False(overlaps, $"{plan.Steps[index]} overwrites {earlier.Name} in\n{plan}");
            else if (readNow.Contains(earlier))
                Assert.True(!overlaps || other == written, $"{plan.Steps[index]} overwrites a part of {earlier.Name} in\n{plan}");
        }
    }

    static IEnumerable<Node> Values(IEnumerable<Node> nodes) => nodes.Select(Plan.ValueOf);

    static Graph Declare((int Op, int First, int Second, bool IsOutput)[] choices)
    {
        var g = new GraphBuilder("random");
        var nodes = new List<Node> { g.Input("x", new Shape(1, 3, 4, 6)) };
        for (var i = 0; i < choices.Length; i++)
        {
            var (op, first, second, isOutput) = choices[i];
            var (x, y, name) = (nodes[^Math.Min(nodes.Count, first + 1)], nodes[^Math.Min(nodes.Count, second + 1)], $"n{i}");
            var node = op switch
            {
                0 or 1 => g.Conv2d(name, x, 6, kernel: 1, bias: true),
                2 => g.Conv2d(name, x, 6, kernel: 3, groups: 6),
                3 or 4 => g.Add(name, x, y),
                5 => g.Relu6(name, x),
                6 => g.Node(name, Activation.Sigmoid, x),
                7 => g.BatchNorm(name, x),
                8 => g.Dropout(name, x, 0.5),
                _ => g.Conv2d(name, g.Concat($"{name}.concat", Axis.Channels, x, y), 6, kernel: 1),
            };
            nodes.Add(node);
            if (isOutput || i == choices.Length - 1)
                g.Output($"output{i}", node);
        }

        return g.Build(prune: true);
    }
}
