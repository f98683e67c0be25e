using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Figures;

namespace MobileNetSharp.Inference.Tests.Networks;

/// <summary>Whole networks: the fast engine against the reference.</summary>
public class NetworkTests
{
    static readonly MobileNetV2Options Small = new() { WidthMultiplier = 0.35, Resolution = 64, Classes = 37 };

    static readonly MobileNetV1Options SmallV1 = new() { WidthMultiplier = 0.25, Resolution = 64, Classes = 37 };

    static readonly NasNetAOptions SmallNasNet = new() { Resolution = 64, Classes = 37, CellsPerGroup = 2, Filters = 12 };

    static readonly ImmutableArray<ImmutableArray<int>> SmallDarknet = [[8], [12], [16, 8, 16], [24, 12, 24], [32, 16, 32], [40, 20, 40]];

    static readonly ResNet101Options SmallResNet = new() { Resolution = 64, Classes = 37, Stages = [new(16, 1), new(24, 2), new(32, 2), new(40, 1)] };

    static readonly Dictionary<string, Func<Graph>> Networks = new()
    {
        ["V2"] = () => MobileNetV2.Build(Small),
        ["V2 in PyTorch's dialect"] = () => MobileNetV2.Build(Small with { Dialect = Dialect.PyTorch }),
        ["V2 of width 1"] = () => MobileNetV2.Build(Small with { WidthMultiplier = 1 }),
        ["V2 of an uneven size"] = () => MobileNetV2.Build(Small with { Resolution = new Size(45, 71) }),
        ["V2 with output stride 8"] = () => MobileNetV2.Build(Small with { OutputStride = 8 }),
        ["V2 with shortcuts between expansions"] = () => new Figure6Variant("", "6b", Shortcut: Shortcut.Expansions).Build(Small),
        ["V2 without shortcuts"] = () => new Figure6Variant("", "6b", Shortcut: Shortcut.None).Build(Small),
        ["V2 with ReLU6 bottlenecks"] = () => new Figure6Variant("", "6a", HasLinearBottlenecks: false).Build(Small),
        ["V2 with expansion 0"] = () => MobileNetV2.Build(Small with { Expansion = 0 }),
        ["V2 with expansion 0.5"] = () => MobileNetV2.Build(Small with { Expansion = 0.5 }),
        ["V2 of three images"] = () => MobileNetV2.Build(Small with { Batch = 3 }),
        ["V1"] = () => MobileNetV1.Build(SmallV1),
        ["V1 in PyTorch's dialect"] = () => MobileNetV1.Build(SmallV1 with { Dialect = Dialect.PyTorch }),
        ["SSDLite on V2"] = () => Ssd.Build(new SsdOptions { Resolution = 96, Backbone = Small }),
        ["SSDLite on V2 of two images of an uneven size"] = () => Ssd.Build(
            new SsdOptions { Resolution = new Size(75, 107), Batch = 2, Backbone = Small, Dialect = Dialect.PyTorch }),
        ["SSD on V2"] = () => Ssd.Build(new SsdOptions { Resolution = 96, Backbone = Small, IsLite = false, Classes = 5 }),
        ["SSDLite on V1"] = () => Ssd.Build(new SsdOptions { Resolution = 96, Backbone = SmallV1 }),
        ["DeepLab on V2"] = () => DeepLabV3.Build(new DeepLabV3Options { Resolution = 65, Backbone = Small }),
        ["DeepLab with ASPP on V2 at output stride 8"] = () => DeepLabV3.Build(
            new DeepLabV3Options { Resolution = new Size(65, 97), HasAspp = true, OutputStride = 8, Backbone = Small, Batch = 2 }),
        ["DeepLab with ASPP on V1 in PyTorch's dialect"] = () => DeepLabV3.Build(
            new DeepLabV3Options { Resolution = 65, HasAspp = true, Backbone = SmallV1, Dialect = Dialect.PyTorch }),
        ["DeepLab with ASPP on a small ResNet at output stride 8"] = () => DeepLabV3.Build(new DeepLabV3Options
        {
            Resolution = 65,
            HasAspp = true,
            OutputStride = 8,
            Backbone = new ResNet101Options { HasDeepStem = true, MultiGrid = [1, 2, 4], Stages = [new(8, 1), new(12, 2), new(16, 2), new(24, 3)] },
        }),
        ["DeepLab on a small ResNet"] = () => DeepLabV3.Build(
            new DeepLabV3Options { Resolution = 65, Backbone = new ResNet101Options { Stages = [new(8, 1), new(12, 2), new(16, 2), new(24, 1)] } }),
        ["DeepLab on V1 at output stride 8"] = () => DeepLabV3.Build(
            new DeepLabV3Options { Resolution = 65, OutputStride = 8, Backbone = SmallV1 }),
        ["SSD on V1"] = () => Ssd.Build(new SsdOptions { Resolution = 96, Backbone = SmallV1, IsLite = false, Classes = 5 }),
        ["NASNet"] = () => NasNetA.Build(SmallNasNet),
        ["NASNet in PyTorch's dialect"] = () => NasNetA.Build(SmallNasNet with { Resolution = new Size(45, 71), Dialect = Dialect.PyTorch }),
        ["Darknet"] = () => Darknet19.Build(new() { Resolution = 64, Classes = 37, Stages = SmallDarknet }),
        ["YOLOv2"] = () => YoloV2.Build(new() { Resolution = new Size(64, 96), Classes = 3, Stages = SmallDarknet, PassthroughChannels = 6 }),
        ["YOLOv2 with Darknet's reorg"] = () => YoloV2.Build(new() { Resolution = new Size(96, 64), Classes = 3, Stages = SmallDarknet, PassthroughChannels = 8, ReorganizesAsDarknet = true }),
        ["SSD on VGG"] = () => SsdVgg16.Build(new()
        {
            Resolution = new Size(72, 104),
            Classes = 3,
            Stages = [new(4, 1), new(8, 2), new(12, 1), new(16, 3), new(16, 1)],
            Extras = [new(8, 16, 3, 2, 1, 6), new(8, 12, 3, 1, 0, 4)],
        }),
        ["ResNet"] = () => ResNet101.Build(SmallResNet),
        ["ResNet with output stride 16 and a deep stem"] = () => ResNet101.Build(
            SmallResNet with { Resolution = new Size(45, 71), OutputStride = 16, HasDeepStem = true }),
        ["ShuffleNet of 2 groups and width 1.5"] = () => ShuffleNetV1.Build(new() { Groups = 2, WidthMultiplier = 1.5, Resolution = 64, Classes = 37 }),
        ["ShuffleNet of 4 groups"] = () => ShuffleNetV1.Build(new() { Groups = 4, Resolution = 64, Classes = 37 }),
        ["ShuffleNet of 3 groups"] = () => ShuffleNetV1.Build(new() { Resolution = 64, Classes = 37 }),
        ["ShuffleNet of 8 groups and an uneven size"] = () => ShuffleNetV1.Build(
            new() { Groups = 8, WidthMultiplier = 0.5, Resolution = new Size(45, 71), Classes = 37 }),
        ["ShuffleNet in TensorFlow's dialect"] = () => ShuffleNetV1.Build(
            new() { Groups = 1, WidthMultiplier = 0.5, Resolution = 64, Classes = 37, Dialect = Dialect.TensorFlow }),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory, MemberData(nameof(Names))]
    public void The_engine_gives_the_references_logits(string name)
    {
        var model = TestModels.Of(Networks[name]());
        var inputs = TestModels.Inputs(model.Graph);
        var expected = TestModels.Run(model, TestModels.Reference, inputs);
        Assert.All(expected, logits => Assert.True(logits.Max() - logits.Min() >= 0.1, "the logits have no spread, so any output would pass"));
        TestModels.Close(expected, TestModels.Run(model, TestModels.OneThread, inputs), 1e-4);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_low_memory_mode_gives_the_references_logits_on_any_number_of_threads(string name)
    {
        var model = TestModels.Of(Networks[name]());
        var inputs = TestModels.Inputs(model.Graph);
        var expected = TestModels.Run(model, TestModels.Reference, inputs);
        var low = TestModels.Run(model, TestModels.OneThread with { Memory = MemoryMode.Low }, inputs);
        TestModels.Close(expected, low, 1e-4);
        Assert.Equal(low, TestModels.Run(model, new EngineOptions { Threads = 3, Memory = MemoryMode.Low }, inputs));
    }

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Results_do_not_depend_on_the_number_of_threads(string width)
    {
        var model = TestModels.Of(Networks["V2"]());
        var inputs = TestModels.Inputs(model.Graph);
        var expected = TestModels.Run(model, width, 1, inputs)[0];
        foreach (var threads in (int[])[2, 3, 7])
            Assert.Equal(expected, TestModels.Run(model, width, threads, inputs)[0]);
    }

    [Fact]
    public void Each_image_of_a_batch_gets_the_logits_that_it_gets_alone()
    {
        using var engine = new Engine(TestModels.Of(Networks["V2"]()), TestModels.OneThread);
        using var batch = engine.CreateSession(3, 64, 64);
        using var single = engine.CreateSession();
        var x = SharedInput(batch);
        var together = TestModels.Run(batch, x)[0];
        for (var image = 0; image < 3; image++)
        {
            var length = x.Length / 3;
            var alone = TestModels.Run(single, x[(image * length)..((image + 1) * length)])[0];
            Assert.InRange(TestModels.Difference(alone, together[(image * 37)..((image + 1) * 37)]), 0, 1e-6);
        }
    }

    [Fact]
    public void A_session_of_another_size_gives_what_a_network_of_that_size_gives()
    {
        using var engine = new Engine(TestModels.Of(Networks["V2"]()), TestModels.OneThread);
        using var session = engine.CreateSession(1, 45, 71);
        var x = SharedInput(session);
        var expected = TestModels.Run(TestModels.Of(Networks["V2 of an uneven size"]()), TestModels.OneThread, x);
        Assert.Equal(expected[0], TestModels.Run(session, x)[0]);
    }

    static float[] SharedInput(Session session) => TestKit.SpreadWeights.Input(session.Inputs[0].Shape, 5);
}
