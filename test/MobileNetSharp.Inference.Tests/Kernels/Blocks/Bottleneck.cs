using System.Globalization;
using CsCheck;
using MobileNetSharp.Graphs;
using Size = MobileNetSharp.Graphs.Size;

namespace MobileNetSharp.Inference.Tests.Kernels.Blocks;

/// <summary>A bottleneck block of any kind. No expanded channels stand for none of the expansion.</summary>
sealed record Bottleneck(int Expanded, int Channels, Size Stride, Size Dilation, Padding Padding, Activation? Activation, bool HasResidual)
{
    /// <summary>The channel counts on both sides of every vector's and panel's end.</summary>
    public static readonly int[] ChannelCounts = [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 37];

    public static readonly Gen<int> AnyChannels = OneOf(ChannelCounts);

    static readonly Gen<Padding> AnyPadding = Gen.OneOf(
        Gen.Const(Padding.Same), Gen.Const(new Padding(1, 1, 1, 1)), Gen.Const(Padding.None),
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 4], (t, l, b, r) => new Padding(t, l, b, r)));

    static readonly Gen<Size> AnyDilation = OneOf<Size>(1, 1, 2, 4);

    static readonly Gen<Activation?> AnyActivation = OneOf<Activation?>(
        null, Activation.Relu, Activation.Relu6, Activation.LeakyRelu(0.1f), Activation.HardSwish);

    static readonly Gen<int> AnyExpanded = Gen.OneOf(AnyChannels, AnyChannels, Gen.Const(0));

    public static readonly Gen<Bottleneck> AnyWithoutResidual =
        Gen.Select(AnyExpanded, AnyChannels, OneOf<Size>(1, 1, 2, 3), AnyDilation, AnyPadding, AnyActivation)
            .Select((expanded, channels, stride, dilation, padding, activation) =>
                new Bottleneck(expanded, channels, stride, dilation, padding, activation, HasResidual: false));

    /// <summary>Its output has the input's shape.</summary>
    static readonly Gen<Bottleneck> AnyWithResidual =
        Gen.Select(AnyExpanded, AnyDilation, Gen.Bool, Gen.Int[-8, 8], AnyActivation)
            .Select((expanded, dilation, same, shift, activation) => new Bottleneck(
                expanded, Channels: 0, 1, dilation, same ? Padding.Same : Shifted(dilation.Height, shift), activation, HasResidual: true));

    public static readonly Gen<Bottleneck> Any = Gen.OneOf(AnyWithoutResidual, AnyWithResidual);

    /// <summary>One of some values.</summary>
    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Declares the block. <paramref name="isLinear"/> leaves its activations out, as error bounds need it.</summary>
    public Node Declare(GraphBuilder g, string name, Node x, bool isLinear = false)
    {
        var y = x;
        if (Expanded > 0)
            y = Activated(g, $"{name}.expand.act", g.Conv2d($"{name}.expand", x, Expanded, kernel: 1, bias: true), isLinear);
        y = g.Conv2d($"{name}.depthwise", y, y.Channels, kernel: 3, Stride, Dilation, y.Channels, Padding, bias: true);
        y = Activated(g, $"{name}.depthwise.act", y, isLinear);
        y = g.Conv2d($"{name}.project", y, HasResidual ? x.Channels : Channels, kernel: 1, bias: true);
        return HasResidual ? g.Add($"{name}.add", x, y) : y;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"expanded {Expanded}, channels {Channels}, stride {Stride}, dilation {Dilation}, padding {Padding}, {Activation}, residual {HasResidual}");

    Node Activated(GraphBuilder g, string name, Node x, bool isLinear) =>
        Activation is null || isLinear ? x : g.Node(name, Activation, x);

    /// <summary>Padding that keeps the size but is uneven: the window's middle lies off the output's place.</summary>
    static Padding Shifted(int dilation, int shift)
    {
        var top = Math.Clamp(dilation + shift, 0, 2 * dilation);
        return new Padding(top, dilation, (2 * dilation) - top, dilation);
    }
}
