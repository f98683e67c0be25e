using MobileNetSharp.Analysis;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Paper.Tables;

/// <summary>Table 6: detectors on COCO.</summary>
static class Table6
{
    public static PaperTable Build() => new(
        "table6", "Table 6: object detection on COCO", "network", ["mAP, %", "parameters", "multiply-adds", "Pixel 1, ms"],
        [
            Vgg("SSD300", "ssd_vgg16_300", new(), "23.2", "36.1M", "35.2B"),
            Vgg("SSD512", "ssd_vgg16_512", new() { Resolution = 512, Extras = SsdVgg16.Extras512 }, "26.8", "36.1M", "99.5B"),
            Yolo(),
            Row("MNet V1 + SSDLite", "ssdlite_mobilenet_v1_320", "22.2", "5.1M", "1.3B", "270"),
            Row("MNet V2 + SSDLite", "ssdlite_mobilenet_v2_320", "22.1", "4.3M", "0.8B", "200"),
        ])
    {
        Notes = ["Counted: the MobileNets at 320×320 with 80 classes and background, SSD on VGG-16 at 300×300 and 512×512 with 80 classes and background, YOLOv2 at 416×416 with 80 classes. The two printed values for YOLOv2 belong to two different networks."],
    };

    static PaperRow Vgg(string name, string network, SsdVgg16Options options, string map, string parameters, string madds)
    {
        var costs = Networks.Build(network).Analyze();
        var coco = SsdVgg16.Build(options with { Classes = 90 }).Analyze();
        var large = SsdVgg16.Build(options with { Extras = SsdVgg16.Extras512 }).Analyze();
        return new PaperRow(
            name,
            [
                Cell.Quoted(map),
                Cell.Compare(parameters, costs.ParametersWithoutBatchNorm, alternatives: [
                    AlternativeCounts.Truncated(costs.Parameters),
                    new("90-classes", "the network for COCO's 90 identifiers", coco.Parameters),
                    new("512-extras", "the network with the extra layers of SSD512", large.Parameters),
                ]),
                Cell.Compare(madds, costs.Madds, alternatives: [
                    AlternativeCounts.Truncated(costs.Madds),
                    new("flops", "multiplications and additions counted separately", 2 * costs.Madds),
                    new("90-classes", "the network for COCO's 90 identifiers", coco.Madds),
                    new("512-extras", "the network with the extra layers of SSD512", large.Madds),
                ]),
                Cell.Quoted("-"),
            ])
        {
            Network = network,
        };
    }

    /// <summary>The paper cites values of two different networks.</summary>
    static PaperRow Yolo()
    {
        const string Network = "yolov2_416";
        var graph = Networks.Build(Network);
        var costs = graph.Analyze();
        var voc = YoloV2.Build(new() { Classes = 20 });
        var plain = YoloV2.Build(new() { PassthroughChannels = null });
        return new PaperRow(
            "YOLOv2",
            [
                Cell.Quoted("21.6"),
                Cell.Compare("50.7M", costs.ParametersWithoutBatchNorm, alternatives: [
                    .. AlternativeCounts.Parameters(graph),
                    new("voc", "the network for the 20 classes of VOC", voc.Analyze().ParametersWithoutBatchNorm),
                    new("voc-batch-norm", "the network for the 20 classes of VOC, with γ and β of batch normalization", voc.Analyze().Parameters),
                    new("plain-passthrough", "the network without a convolution before the passthrough", plain.Analyze().ParametersWithoutBatchNorm),
                ]),
                Cell.Compare("17.5B", costs.Madds, alternatives: [
                    .. AlternativeCounts.Madds(graph),
                    new("voc", "the network for the 20 classes of VOC", voc.Analyze().Madds),
                    new("plain-passthrough", "the network without a convolution before the passthrough", plain.Analyze().Madds),
                    new("608", "the network at 608×608", YoloV2.Build(new() { Resolution = 608 }).Analyze().Madds),
                ]),
                Cell.Quoted("-"),
            ])
        {
            Network = Network,
        };
    }

    static PaperRow Row(string name, string network, string map, string parameters, string madds, string pixel)
    {
        var graph = Networks.Build(network);
        var costs = graph.Analyze();
        return new PaperRow(
            name,
            [
                Cell.Quoted(map),
                Cell.Compare(parameters, costs.ParametersWithoutBatchNorm, alternatives: AlternativeCounts.Parameters(graph)),
                Cell.Compare(madds, costs.Madds, alternatives: AlternativeCounts.Madds(graph)),
                Cell.Quoted(pixel),
            ])
        {
            Network = network,
        };
    }
}
