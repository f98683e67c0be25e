using MobileNetSharp.Analysis;
using MobileNetSharp.Models;

namespace MobileNetSharp.Paper;

/// <summary>Table 6: detectors on COCO.</summary>
static class Table6
{
    public static PaperTable Build() => new(
        "table6", "Table 6: object detection on COCO", "network", ["mAP, %", "parameters", "multiply-adds", "Pixel 1, ms", .. CpuColumns.Names],
        [
            Row("MNet V1 + SSDLite", "ssdlite_mobilenet_v1_320", "22.2", "5.1M", "1.3B", "270"),
            Row("MNet V2 + SSDLite", "ssdlite_mobilenet_v2_320", "22.1", "4.3M", "0.8B", "200"),
        ])
    {
        Notes = ["Counted at 320×320 with 80 classes and background.", .. CpuColumns.Notes],
    };

    static PaperRow Row(string name, string network, string map, string parameters, string madds, string pixel)
    {
        var graph = Networks.Build(network);
        var costs = graph.Analyze();
        return new PaperRow(
            name,
            [
                Cell.Quoted(map),
                Cell.Compare(parameters, costs.ParametersWithoutBatchNorm, otherwise: Counts.Parameters(graph)),
                Cell.Compare(madds, costs.Madds, otherwise: Counts.Madds(graph)),
                Cell.Quoted(pixel),
                .. CpuColumns.Cells(network),
            ]);
    }
}
