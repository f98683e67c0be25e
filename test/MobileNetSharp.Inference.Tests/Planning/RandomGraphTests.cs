using CsCheck;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;
using MobileNetSharp.Transforms;

namespace MobileNetSharp.Inference.Tests.Planning;

/// <summary>Plans of random graphs, whose values live long and short, are read often, and leave as outputs.</summary>
public class RandomGraphTests
{
    static readonly Gen<(int Op, int First, int Second, bool IsOutput)[]> Choices =
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 5].Select(i => i == 0)).Array[1, 14];

    [Fact]
    public void No_two_values_that_are_needed_together_share_a_byte() => Choices.Sample(
        choices =>
        {
            var plan = Plan.Create(FoldBatchNorm.Apply(TestModels.Of(Declare(choices))).Graph);
            for (var i = 0; i < plan.Steps.Length; i++)
                AssertKeepsWhatIsNeeded(plan, i);
        },
        iter: 300);

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void What_a_step_needs_for_itself_shares_no_byte_with_a_value_that_is_needed_then(int workers) => Choices.Sample(
        choices =>
        {
            using var team = new WorkerTeam();
            using var engine = new Engine(
                TestModels.Of(Declare(choices)), new EngineOptions { Threads = workers }, VectorWidths.Choose(), team);
            using var session = engine.CreateSession();
            var plan = session.Plan!;
            for (var i = 0; i < plan.Steps.Length; i++)
            {
                AssertKeepsWhatIsNeeded(plan, i);
                if (plan.Memory.Scratch(i) is { } scratch)
                    AssertScratchIsFree(plan, i, scratch);
            }
        },
        iter: 200);

    [Fact]
    public void The_engine_gives_what_the_reference_gives() => Choices.Sample(
        choices =>
        {
            var model = TestModels.Of(Declare(choices));
            var inputs = TestModels.Inputs(model.Graph);
            var alone = TestModels.Run(model, TestModels.OneThread, inputs);
            TestModels.Close(TestModels.Run(model, TestModels.Reference, inputs), alone, 1e-5);
            Assert.Equal(alone, TestModels.Run(model, VectorWidths.NameOf(VectorWidths.Choose()), 2, inputs));
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

    /// <summary>While a step runs, its own needs lie apart from its output, what it reads and what is read later.</summary>
    static void AssertScratchIsFree(Plan plan, int index, Inference.Planning.Buffer scratch)
    {
        Assert.InRange(scratch.EndBytes, 1, plan.Memory.SizeBytes);
        var needed = plan.Steps.Skip(index).SelectMany(step => Values(step.Reads))
            .Concat(plan.Graph.Outputs.Select(output => Plan.ValueOf(output.Node)))
            .Intersect(plan.Steps.Take(index).Select(step => step.Output)).Append(plan.Steps[index].Output);
        foreach (var value in needed)
        {
            var other = plan.Memory[value];
            Assert.True(
                other.EndBytes <= scratch.OffsetBytes || scratch.EndBytes <= other.OffsetBytes,
                $"{plan.Steps[index]} spoils {value.Name} in\n{plan}");
        }
    }

    static IEnumerable<Node> Values(IEnumerable<Node> nodes) => nodes.Select(Plan.ValueOf);

    static Node Block(GraphBuilder g, string name, Node x, bool isExpanded)
    {
        var expanded = isExpanded ? g.Relu6($"{name}.expand.act", g.Conv2d($"{name}.expand", x, 24, kernel: 1, bias: true)) : x;
        return g.Conv2d(
            name, g.Conv2d($"{name}.depthwise", expanded, expanded.Channels, kernel: 3, groups: expanded.Channels), 6, kernel: 1);
    }

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
                9 => Block(g, name, x, isExpanded: true),
                10 => Block(g, name, x, isExpanded: false),
                11 => g.Add($"{name}.add", x, Block(g, name, x, isExpanded: true)),
                _ => g.Conv2d(name, g.Concat($"{name}.concat", Axis.Channels, x, y), 6, kernel: 1),
            };
            nodes.Add(node);
            if (isOutput || i == choices.Length - 1)
                g.Output($"output{i}", node);
        }

        return g.Build(prune: true);
    }
}
