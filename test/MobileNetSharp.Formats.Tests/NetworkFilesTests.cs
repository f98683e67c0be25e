using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Onnx;
using MobileNetSharp.Formats.Tests.Onnx;
using MobileNetSharp.Formats.Tests.TfLite;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Formats.TfLite.Export;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests;

/// <summary>Each kind of network of the catalog, at a small size, through the files that hold a graph.</summary>
public class NetworkFilesTests
{
    static readonly string[] Small =
    [
        "shufflenet_v1_g1_0.5_64",
        "shufflenet_v1_g2_0.5_64x96",
        "shufflenet_v1_g3_1.0_64x96",
        "shufflenet_v1_g4_1.5_64",
        "shufflenet_v1_g8_0.5_64",
        "ssdlite_mobilenet_v2_0.35_64x96",
        "ssdlite_mobilenet_v1_0.25_64",
        "ssd_mobilenet_v2_0.35_64",
        "ssd_mobilenet_v1_0.25_64x96",
        "deeplabv3_mobilenet_v2_0.35_65",
        "deeplabv3_mobilenet_v2_0.35_aspp_os8_65x97",
        "deeplabv3_mobilenet_v1_0.25_os8_65",
        "deeplabv3_mobilenet_v1_0.25_aspp_65x97",
    ];

    /// <summary>Those that are large at any resolution, with fewer channels and units.</summary>
    static readonly Dictionary<string, Func<Graph>> Narrow = new()
    {
        ["nasnet"] = () => NasNetA.Build(new() { Resolution = new Size(64, 97), CellsPerGroup = 1, Filters = 12 }),
        ["darknet"] = () => Darknet19.Build(new() { Resolution = 64, Stages = [[8], [12], [16, 8, 16], [24], [32, 16, 32], [40, 20, 40]] }),
        ["yolo-darknet"] = () => YoloV2.Build(new() { Resolution = new Size(96, 64), Stages = [[8], [12], [16, 8, 16], [24], [32, 16, 32], [40, 20, 40]], ReorganizesAsDarknet = true }),
        ["yolo"] = () => YoloV2.Build(new() { Resolution = new Size(64, 96), Stages = [[8], [12], [16, 8, 16], [24], [32, 16, 32], [40, 20, 40]] }),
        ["ssd on vgg"] = () => SsdVgg16.Build(new()
        {
            Resolution = new Size(72, 104),
            Stages = [new(4, 1), new(8, 2), new(12, 1), new(16, 3), new(16, 1)],
            Extras = [new(8, 16, 3, 2, 1, 6), new(8, 12, 3, 1, 0, 4)],
        }),
        ["resnet"] = () => ResNet101.Build(new() { Resolution = new Size(64, 96), Stages = [new(16, 1), new(24, 2), new(32, 2), new(40, 1)] }),
        ["deeplabv3 on resnet"] = () => DeepLabV3.Build(new()
        {
            Resolution = new Size(65, 97),
            HasAspp = true,
            Backbone = new ResNet101Options { HasDeepStem = true, MultiGrid = [1, 2, 4], Stages = [new(16, 1), new(24, 2), new(32, 2), new(40, 3)] },
        }),
    };

    public static TheoryData<string> Names => [.. Small, .. Narrow.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_onnx_file_gives_the_same_numbers_in_onnx_runtime(string name)
    {
        var model = Spread(name);
        OnnxParity.Check(model.Bytes(ModelFormat.Onnx), model, EngineKind.Fast);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_onnx_file_is_read_back_with_and_without_its_card(string name)
    {
        var model = Spread(name);
        var file = model.Bytes(ModelFormat.Onnx);
        AssertSame(model, OnnxReader.Read(file));
        // Only the card tells of Darknet's reorg layer, which reads values in an order that cuts across rows.
        if (name == "yolo-darknet")
            return;
        var bare = OnnxSample.WithoutCard(file);
        OnnxParity.Check(bare, OnnxReader.Read(bare), EngineKind.Fast);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_TFLite_file_is_read_back_with_and_without_its_card(string name)
    {
        var model = Spread(name);
        AssertSame(TfLiteExport.Prepare(model), TfLiteReader.Read(model.Bytes(ModelFormat.TfLite)));
        // Only the card tells of a maximum whose padding TensorFlow does not know: it is written as padding by −∞.
        if (!model.Graph.Nodes.Any(node => node.Op is Pool { Kind: PoolKind.Max, Padding: { IsSame: false, Top: > 0 } }))
            TfLiteParity.CheckOperators(model, EngineKind.Fast);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_safetensors_file_is_read_back(string name)
    {
        var model = Spread(name);
        using var file = new MemoryStream(model.Bytes(ModelFormat.Safetensors));
        using var read = ModelFile.Load(file, ModelFormat.Safetensors);
        AssertSame(model, read);
    }

    static Model Spread(string name)
    {
        var graph = Narrow.TryGetValue(name, out var build) ? build() : Models.Networks.Build(name);
        return new(graph, SpreadWeights.For(graph, seed: 7), ModelCard.Empty);
    }

    static void AssertSame(Model expected, Model found)
    {
        Assert.Equal(expected.Graph.ToJson(), found.Graph.ToJson());
        SampleModels.AssertSameWeights(expected, found);
    }
}
