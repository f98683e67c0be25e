using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Analysis;

/// <summary>Tables 5 and 6, at 320² with 80 classes and background; weights without biases and batch normalization.</summary>
public class DetectionCostsTests
{
    /// <summary>
    /// The multiply-adds are printed cut, not rounded, and those of SSDLite are twice what is counted; that the count is the
    /// right one shows in Table 6, whose 0.8B for the whole network leaves no room for 0.35B.
    /// </summary>
    [Theory]
    [InlineData(false, 14.8, 14_770_368, 1.25, 1, 1_259_068_672)]
    [InlineData(true, 2.1, 2_093_696, 0.35, 2, 177_617_344)]
    public void Table_5_counts_extra_and_prediction_layers(
        bool isLite, double printedMillions, long weights, double printedBillions, int times, long madds)
    {
        var head = Ssd.Build(new() { IsLite = isLite }).Analyze().Nodes.Where(cost => Ssd.IsHead(cost.Node)).ToList();
        Assert.Equal((weights, madds), (Weights(head), head.Sum(cost => cost.Madds)));
        Assert.Equal(printedMillions, Math.Round(weights / 1e6, 1));
        Assert.Equal(printedBillions, Math.Floor(times * madds / 1e7) / 100);
    }

    [Theory]
    [InlineData(1, 5.1, 5_060_608, 1.3, 1_309_162_944)]
    [InlineData(2, 4.3, 4_283_456, 0.8, 788_830_144)]
    public void Table_6_counts_the_whole_detectors(int version, double printedMillions, long weights, double printedBillions, long madds)
    {
        var costs = Ssd.Build(new() { Backbone = version == 1 ? new MobileNetV1Options() : new MobileNetV2Options() }).Analyze();
        Assert.Equal((weights, madds), (Weights(costs.Nodes), costs.Madds));
        Assert.Equal((printedMillions, printedBillions), (Math.Round(weights / 1e6, 1), Math.Round(madds / 1e9, 1)));
    }

    static long Weights(IEnumerable<NodeCost> costs) => costs.Where(cost => cost.Node.Op is not BatchNorm)
        .Sum(cost => cost.Parameters - (cost.Node.Op is Conv2d { HasBias: true } conv ? conv.Channels : 0));
}
