using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Models;

public class NetworksTests
{
    [Fact]
    public void Every_listed_name_is_the_name_of_the_network_that_it_builds()
    {
        Assert.Equal(22 + 16, Networks.Names.Count(name => name.StartsWith("mobilenet_v", StringComparison.Ordinal)));
        Assert.Distinct(Networks.Names);
        Assert.All(Networks.Names, name => Assert.Equal(name, Networks.Build(name).Name));
    }

    [Theory]
    [InlineData("mobilenet_v2_0.6_160x96", 160, 96)]
    [InlineData("mobilenet_v1_1_33", 33, 33)]
    public void Other_widths_and_resolutions_are_built_as_well(string name, int height, int width) =>
        Assert.Equal(new Shape(1, height, width, 3), Networks.Build(name).Inputs[0].Shape);

    [Theory]
    [InlineData("mobilenet_v2_1.0_244", true)]
    [InlineData("mobilenet_v3_1.0_224", false)]
    [InlineData("mobilenet_v2_1.0_224\n", false)]
    [InlineData("resnet", false)]
    public void Names_are_distinguished_from_other_words(string name, bool isNetwork) => Assert.Equal(isNetwork, Networks.TryParse(name, out _));

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest() => Assert.Contains(
        "'mobilenet2_1.0_224'; the nearest are mobilenet_v2_1.0_224,",
        Assert.Throws<ArgumentException>(() => Networks.Build("mobilenet2_1.0_224")).Message);

    [Theory]
    [InlineData("mobilenet_v2_1.0_31", "'mobilenet_v2_1.0_31': the resolution must be at least 32x32, is 31x31")]
    [InlineData("mobilenet_v1_0_224", "the width multiplier must be above 0 and at most 100, is 0")]
    [InlineData("yolov2_400", "the resolution must be a multiple of 32, is 400x400")]
    public void A_size_out_of_bounds_is_named(string name, string fault) =>
        Assert.EndsWith(fault, Assert.Throws<GraphException>(() => Networks.Build(name)).Message);
}
