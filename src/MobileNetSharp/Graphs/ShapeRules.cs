using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace MobileNetSharp.Graphs;

/// <summary>The shape rules of one node; each method checks the op against its inputs and returns the output's shape.</summary>
readonly struct ShapeRules(string name, ImmutableArray<Node> inputs)
{
    /// <summary>No network needs larger windows, and the limit keeps every product within an int.</summary>
    const int MaximumExtent = 1 << 14;

    public Shape Count(int count, Shape shape)
    {
        Require(inputs.Length == count, $"takes {count} input{(count == 1 ? "" : "s")}, has {inputs.Length}");
        return shape;
    }

    public Shape Input(Input input)
    {
        Require(input.Layout is null or TensorLayout.Nchw or TensorLayout.Nhwc, $"an input is NCHW or NHWC, not {input.Layout}");
        return Count(0, input.Shape);
    }

    public Shape One()
    {
        Require(inputs.Length == 1, $"takes one input, has {inputs.Length}");
        return inputs[0].Shape;
    }

    public Shape Limits(Shape shape)
    {
        Require(
            shape is { Batch: > 0, Height: > 0, Width: > 0, Channels: > 0 },
            $"every axis of the output must be at least 1, is {shape}");
        Require(
            (Int128)shape.Batch * shape.Height * shape.Width * shape.Channels <= int.MaxValue,
            $"the output has more than {int.MaxValue} elements: {shape}");
        return shape;
    }

    public Shape Conv2d(Conv2d op)
    {
        var x = One();
        Require(op.Channels > 0, $"output channels must be at least 1, are {op.Channels}");
        Require(op.Groups > 0, $"groups must be at least 1, are {op.Groups}");
        Require(
            x.Channels % op.Groups == 0 && op.Channels % op.Groups == 0,
            $"{op.Groups} groups must divide {x.Channels} input and {op.Channels} output channels");
        var size = Slide(x.Size, op.Kernel, op.Stride, op.Dilation, op.Padding, ceil: false);
        return new Shape(x.Batch, size.Height, size.Width, op.Channels);
    }

    public Shape Pool(Pool op)
    {
        var x = One();
        var padding = op.Padding;
        Require(Enum.IsDefined(op.Kind), $"unknown kind of pooling {op.Kind}");
        Require(
            padding.Top < op.Kernel.Height && padding.Bottom < op.Kernel.Height
            && padding.Left < op.Kernel.Width && padding.Right < op.Kernel.Width,
            $"padding {padding} must be less than the window {op.Kernel}");
        var size = Slide(x.Size, op.Kernel, op.Stride, 1, padding, op.CeilMode);
        return x with { Height = size.Height, Width = size.Width };
    }

    public Shape Linear(Linear op)
    {
        var x = One();
        Require(x is { Height: 1, Width: 1 }, $"takes (N,1,1,C), has {x}; pool or reshape first");
        Require(op.Channels > 0, $"output channels must be at least 1, are {op.Channels}");
        return x with { Channels = op.Channels };
    }

    public Shape Add()
    {
        Require(inputs.Length == 2, $"adds two inputs, has {inputs.Length}");
        var (a, b) = (inputs[0].Shape, inputs[1].Shape);
        Require(a == b, $"both inputs must have one shape: '{inputs[0].Name}' is {a}, '{inputs[1].Name}' is {b}");
        return a;
    }

    public Shape Concat(Axis axis)
    {
        Require(axis is Axis.Height or Axis.Width or Axis.Channels, $"joins height, width or channels, not {axis}");
        Require(inputs.Length > 0, "takes at least one input");
        var first = inputs[0].Shape;
        long total = 0;
        foreach (var input in inputs)
        {
            Require(
                With(input.Shape, axis, 0) == With(first, axis, 0),
                $"inputs must agree but for {axis}: '{inputs[0].Name}' is {first}, '{input.Name}' is {input.Shape}");
            total += axis switch { Axis.Height => input.Shape.Height, Axis.Width => input.Shape.Width, _ => input.Channels };
        }

        Require(total <= int.MaxValue, $"{axis} would be {total}");
        return With(first, axis, (int)total);
    }

    public Shape Resize(Resize op)
    {
        Require(Enum.IsDefined(op.Mode) && Enum.IsDefined(op.Coordinates), "unknown mode of interpolation");
        Require(
            inputs.Length == (op.Size is null ? 2 : 1),
            $"takes {(op.Size is null ? "an input and a node of the wanted size" : "one input")}, has {inputs.Length} inputs");
        var size = op.Size ?? inputs[1].Shape.Size;
        return inputs[0].Shape with { Height = size.Height, Width = size.Width };
    }

    public Shape Reshape(Reshape op)
    {
        var x = One();
        Span<int> axes = [op.Height, op.Width, op.Channels];
        var open = axes.IndexOf(-1);
        Int128 known = 1;
        foreach (var axis in axes)
        {
            Require(axis is > 0 or -1, $"an axis must be at least 1, or -1 for what is left: {op}");
            known *= axis == -1 ? 1 : axis;
        }

        Require(axes.Count(-1) <= 1, $"only one axis may be -1: {op}");
        if (open >= 0 && known <= x.CountPerImage)
        {
            axes[open] = (int)(x.CountPerImage / (long)known);
            known *= axes[open];
        }

        Require(known == x.CountPerImage, $"{x.Size}x{x.Channels} has {x.CountPerImage} elements, which do not fit {op}");
        return new Shape(x.Batch, axes[0], axes[1], axes[2]);
    }

    public Shape Pad(Padding padding)
    {
        var x = One();
        Require(!padding.IsSame, "takes explicit amounts, not same");
        return x with
        {
            Height = Sum(x.Height, padding.Top, padding.Bottom),
            Width = Sum(x.Width, padding.Left, padding.Right),
        };
    }

    public Shape SpaceToDepth(int block)
    {
        var x = One();
        Require(block is > 0 and <= MaximumExtent, $"block must be from 1 to {MaximumExtent}, is {block}");
        Require(x.Height % block == 0 && x.Width % block == 0, $"block {block} must divide height and width of {x}");
        var channels = (long)x.Channels * block * block;
        Require(channels <= int.MaxValue, $"{channels} channels are too many");
        return new Shape(x.Batch, x.Height / block, x.Width / block, (int)channels);
    }

    public Shape ChannelShuffle(int groups)
    {
        var x = One();
        Require(groups > 0 && x.Channels % groups == 0, $"{groups} groups must divide {x.Channels} channels");
        return x;
    }

    public Shape BatchNorm(double epsilon)
    {
        Require(epsilon > 0 && double.IsFinite(epsilon), $"ε must be positive, is {epsilon}");
        return One();
    }

    public Shape Activation(Activation op)
    {
        Require(Enum.IsDefined(op.Kind), $"unknown function {op.Kind}");
        Require(
            op.Kind != ActivationKind.Clamp || op.Minimum <= op.Maximum,
            $"the lower bound {op.Minimum} must not be above the upper bound {op.Maximum}");
        Require(op.Kind != ActivationKind.LeakyRelu || float.IsFinite(op.Minimum), $"the slope must be finite, is {op.Minimum}");
        return One();
    }

    public Shape Dropout(double rate)
    {
        Require(rate is >= 0 and < 1, $"the rate must be in [0, 1), is {rate}");
        return One();
    }

    Size Slide(Size input, Size kernel, Size stride, Size dilation, Padding padding, bool ceil)
    {
        Extent(kernel, "kernel", 1);
        Extent(stride, "stride", 1);
        Extent(dilation, "dilation", 1);
        Extent(new Size(padding.Top, padding.Left), "padding", 0);
        Extent(new Size(padding.Bottom, padding.Right), "padding", 0);
        var explicitPadding = padding.Resolve(input, kernel, stride, dilation);
        return new Size(
            Steps(input.Height, kernel.Height, stride.Height, dilation.Height, explicitPadding.Top, explicitPadding.Bottom, ceil),
            Steps(input.Width, kernel.Width, stride.Width, dilation.Width, explicitPadding.Left, explicitPadding.Right, ceil));
    }

    int Steps(int input, int kernel, int stride, int dilation, int before, int after, bool ceil)
    {
        var window = ((long)(kernel - 1) * dilation) + 1;
        var room = (long)input + before + after - window;
        Require(room >= 0, $"the window of {window} pixels is larger than the padded input of {input + (long)before + after}");
        var steps = (room / stride) + 1;
        // As PyTorch: the extra window of ceil mode counts only if it starts inside the input or the padding before it.
        if (ceil && room % stride != 0 && steps * stride < (long)input + before)
            steps++;
        return (int)steps;
    }

    void Extent(Size size, string what, int minimum) => Require(
        size.Height >= minimum && size.Width >= minimum && size.Height <= MaximumExtent && size.Width <= MaximumExtent,
        $"{what} must be from {minimum} to {MaximumExtent}, is {size}");

    int Sum(int size, int before, int after)
    {
        var sum = (long)size + before + after;
        Require(sum is > 0 and <= int.MaxValue, $"padding by {before} and {after} leaves {sum} of {size} pixels");
        return (int)sum;
    }

    static Shape With(Shape shape, Axis axis, int value) => axis switch
    {
        Axis.Height => shape with { Height = value },
        Axis.Width => shape with { Width = value },
        _ => shape with { Channels = value },
    };

    void Require(bool holds, string rule)
    {
        if (!holds)
            throw new GraphException(name, rule);
    }

    void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] RuleText rule)
    {
        if (!holds)
            throw new GraphException(name, rule.Take());
    }
}

/// <summary>The text of a rule, composed only where the rule is broken: a large graph checks thousands of rules.</summary>
[InterpolatedStringHandler]
ref struct RuleText
{
    DefaultInterpolatedStringHandler text;

    public RuleText(int literalLength, int formattedCount, bool holds, out bool isNeeded)
    {
        isNeeded = !holds;
        if (isNeeded)
            text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);
    }

    public void AppendLiteral(string value) => text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

    /// <summary>The text, which can be taken once.</summary>
    public string Take() => text.ToStringAndClear();
}
