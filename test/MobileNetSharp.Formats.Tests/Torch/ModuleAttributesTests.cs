using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Formats.Tests.Torch;

public class ModuleAttributesTests
{
    static readonly Graph Narrow = MobileNetV2.Build(new() { WidthMultiplier = 0.1, Classes = 2, Dialect = Dialect.PyTorch });

    static string Refusal(ModuleFile file) => Assert.Throws<ModelFormatException>(() => TorchReader.Read(file.Bytes())).Message;

    [Theory]
    [InlineData("torch.nn.modules.conv\nConv2d", 1e-5, false)]
    [InlineData("torch.nn.modules.conv\nConv2d", 1e-3, false)]
    [InlineData("timm.layers.conv2d_same\nConv2dSame", 1e-3, true)]
    public void Padding_and_epsilon_are_those_of_the_modules(string convolution, double epsilon, bool padsSame)
    {
        using var model = TorchReader.Read(new ModuleFile(Narrow) { ConvolutionClass = convolution, Epsilon = epsilon }.Bytes());
        Assert.Equal("mobilenet_v2_0.1_224", model.Graph.Name);
        Assert.Equal(padsSame, Assert.IsType<Conv2d>(model.Graph["stem.conv"].Op).Padding.IsSame);
        Assert.Equal(new BatchNorm(epsilon), model.Graph["block3.project.bn"].Op);
    }

    [Theory]
    [InlineData("stem.conv.stride", 1, "'stem.conv' has the stride (1, 1); (2, 2) is expected")]
    [InlineData("block4.depthwise.conv.stride", 2, "'block4.depthwise.conv' has the stride (2, 2); (1, 1) is expected")]
    [InlineData("block3.depthwise.conv.padding", 0, "'block3.depthwise.conv' has the padding (0, 0); (1, 1) is expected")]
    public void Modules_that_run_otherwise_are_refused(string attribute, int value, string message)
    {
        var file = new ModuleFile(Narrow);
        file.Attributes.Add(attribute, value);
        Assert.Contains($"those of MobileNetV2 0.1, but {message}", Refusal(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SiLU")]
    [InlineData("ReLU")]
    public void Another_activation_is_refused(string activation) => Assert.Contains(
        $"'act' is a {activation}; ReLU6 is expected",
        Refusal(new ModuleFile(Narrow) { ActivationClass = $"torch.nn.modules.activation\n{activation}" }), StringComparison.Ordinal);

    [Fact]
    public void A_softmax_after_the_logits_does_no_harm() =>
        TorchReader.Read(new ModuleFile(Narrow) { ActivationClass = "torch.nn.modules.activation\nSoftmax" }.Bytes()).Dispose();

    [Fact]
    public void A_MobileNetV1_tells_its_activation_by_its_modules()
    {
        var narrow = MobileNetV1.Build(new() { WidthMultiplier = 0.25, Classes = 2, Dialect = Dialect.PyTorch });
        using var model = TorchReader.Read(new ModuleFile(narrow).Bytes());
        Assert.Equal("mobilenet_v1_0.25_224", model.Graph.Name);
        Assert.Contains("'act' is a ReLU", Refusal(new ModuleFile(narrow) { ActivationClass = "torch.nn.modules.activation\nReLU" }), StringComparison.Ordinal);
        Assert.Contains("do not tell its activation", Refusal(new ModuleFile(narrow) { ActivationClass = "mine\nActivation" }), StringComparison.Ordinal);
    }
}
