using MobileNetSharp.Analysis;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Analysis;

/// <summary>The tables of TF-slim's checkpoints, https://github.com/tensorflow/models/tree/master/research/slim/nets/mobilenet.</summary>
public class PublishedCostsTests
{
    [Theory]
    [InlineData(1.4, 224, 582)]
    [InlineData(1.3, 224, 509)]
    [InlineData(1.0, 224, 300)]
    [InlineData(1.0, 192, 221)]
    [InlineData(1.0, 160, 154)]
    [InlineData(1.0, 128, 99)]
    [InlineData(1.0, 96, 56)]
    [InlineData(0.75, 224, 209)]
    [InlineData(0.75, 192, 153)]
    [InlineData(0.75, 160, 107)]
    [InlineData(0.75, 128, 69)]
    [InlineData(0.75, 96, 39)]
    [InlineData(0.5, 224, 97)]
    [InlineData(0.5, 192, 71)]
    [InlineData(0.5, 160, 50)]
    [InlineData(0.5, 128, 32)]
    [InlineData(0.5, 96, 18)]
    [InlineData(0.35, 224, 59)]
    [InlineData(0.35, 192, 43)]
    [InlineData(0.35, 160, 30)]
    [InlineData(0.35, 128, 20)]
    [InlineData(0.35, 96, 11)]
    public void MobileNetV2_takes_the_published_multiply_adds_cut_to_millions(double width, int resolution, int millions) =>
        Assert.Equal(millions, MobileNetV2.Build(new() { WidthMultiplier = width, Resolution = resolution }).Analyze().Madds / 1_000_000);

    [Theory]
    [InlineData(1.4, 6.06, 6_108_776)]
    [InlineData(1.3, 5.34, 5_386_792)]
    [InlineData(1.0, 3.47, 3_504_872)]
    [InlineData(0.75, 2.61, 2_636_424)]
    [InlineData(0.5, 1.95, 1_968_680)]
    [InlineData(0.35, 1.66, 1_677_128)]
    public void MobileNetV2_has_the_published_parameters(double width, double millionsWithoutBatchNorm, long parameters)
    {
        var costs = MobileNetV2.Build(new() { WidthMultiplier = width }).Analyze();
        Assert.Equal(parameters, costs.Parameters);
        Assert.Equal(millionsWithoutBatchNorm, Math.Round(costs.ParametersWithoutBatchNorm / 1e6, 2));
    }

    [Fact]
    public void MobileNetV2_takes_300_774_272_multiply_adds_and_3_470_760_parameters_without_batch_norm()
    {
        var costs = MobileNetV2.Build().Analyze();
        Assert.Equal((300_774_272, 3_470_760), (costs.Madds, costs.ParametersWithoutBatchNorm));
    }

    /// <summary>
    /// Six of the sixteen printed figures do not follow from the architecture: the row of 0.75 (317, 233, 162, 104), 0.25 at
    /// 192 (34), and 0.5 at 224 (150 for 149.497).
    /// </summary>
    [Theory]
    [InlineData(1.0, 224, 569, 568.7)]
    [InlineData(1.0, 192, 418, 418.1)]
    [InlineData(1.0, 160, 291, 290.7)]
    [InlineData(1.0, 128, 186, 186.4)]
    [InlineData(0.75, 224, 317, 325.4)]
    [InlineData(0.75, 192, 233, 239.3)]
    [InlineData(0.75, 160, 162, 166.4)]
    [InlineData(0.75, 128, 104, 106.8)]
    [InlineData(0.5, 224, 150, 149.5)]
    [InlineData(0.5, 192, 110, 110.0)]
    [InlineData(0.5, 160, 77, 76.5)]
    [InlineData(0.5, 128, 49, 49.2)]
    [InlineData(0.25, 224, 41, 41.0)]
    [InlineData(0.25, 192, 34, 30.2)]
    [InlineData(0.25, 160, 21, 21.1)]
    [InlineData(0.25, 128, 14, 13.6)]
    public void MobileNetV1_takes_the_published_multiply_adds_but_for_six(double width, int resolution, int printed, double millions)
    {
        var counted = MobileNetV1.Build(new() { WidthMultiplier = width, Resolution = resolution }).Analyze().Madds / 1e6;
        Assert.Equal(millions, Math.Round(counted, 1));
        var isMisprint = width == 0.75 || (width, resolution) is (0.25, 192) or (0.5, 224);
        Assert.Equal(!isMisprint, printed == (int)Math.Round(counted));
    }

    /// <summary>TF-slim's mobilenet_v1.py counts in a comment what its table does not: 24 channels in the first layer, and no classifier.</summary>
    [Fact]
    public void MobileNetV1_075_at_128_takes_what_its_source_counts_before_the_classifier()
    {
        var costs = MobileNetV1.Build(new() { WidthMultiplier = 0.75, Resolution = 128 }).Analyze();
        Assert.Equal(106_002_432, costs.Nodes.Where(cost => cost.Node.Name != "classifier").Sum(cost => cost.Madds));
    }

    /// <summary>With batch normalization; two of the printed figures are a hundredth above what is counted.</summary>
    [Theory]
    [InlineData(1.0, 4.24, 4_231_976)]
    [InlineData(0.75, 2.59, 2_585_560)]
    [InlineData(0.5, 1.34, 1_331_592)]
    [InlineData(0.25, 0.47, 470_072)]
    public void MobileNetV1_has_the_published_parameters_within_a_hundredth(double width, double printedMillions, long parameters)
    {
        Assert.Equal(parameters, MobileNetV1.Build(new() { WidthMultiplier = width }).Analyze().Parameters);
        Assert.Equal(printedMillions, parameters / 1e6, 0.01);
    }
}
