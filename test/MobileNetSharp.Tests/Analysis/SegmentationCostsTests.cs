using MobileNetSharp.Analysis;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Analysis;

/// <summary>Table 7, at 513² with 21 classes; its multiply-adds are counts of the graph that TensorFlow runs, which the paper's room repeats.</summary>
public class SegmentationCostsTests
{
    [Theory]
    [InlineData("deeplabv3_mobilenet_v1_aspp_513", 11.15, 11_145_301)]
    [InlineData("deeplabv3_mobilenet_v2_aspp_513", 4.52, 4_523_541)]
    [InlineData("deeplabv3_mobilenet_v2_513", 2.11, 2_113_557)]
    [InlineData("deeplabv3_resnet_101_aspp_513", 58.16, 58_164_437)]
    public void The_parameters_are_those_with_batch_normalization(string name, double printedMillions, long parameters)
    {
        Assert.Equal(parameters, Networks.Build(name).Analyze().Parameters);
        Assert.Equal(printedMillions, Math.Round(parameters / 1e6, 2));
    }
}
