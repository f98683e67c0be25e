using MobileNetSharp.Graphs;

namespace MobileNetSharp.Plotting.Drawings;

/// <summary>A box of a drawing: an operation with the normalization and activation that follow it.</summary>
sealed class DrawnUnit
{
    public DrawnUnit(Node node) => Nodes = [node];

    /// <summary>A tensor that the drawn part reads from elsewhere.</summary>
    public static DrawnUnit Outside(Node node) => new(node) { IsOutside = true };

    public List<Node> Nodes { get; }

    public List<DrawnUnit> Inputs { get; private set; } = [];

    public bool IsOutside { get; private init; }

    /// <summary>The block that it belongs to, or null.</summary>
    public string? Group { get; set; }

    public Node First => Nodes[0];

    public Shape Shape => Nodes[^1].Shape;

    /// <summary>A convolution without an activation: hatched, as in the MobileNetV2 paper.</summary>
    public bool IsLinear => First.Op is Conv2d && !Nodes.Any(node => node.Op is Activation);

    public string Label => IsOutside || First.Op is Input ? "input" : string.Join(", ", Words());

    public string Size => FormattableString.Invariant($"{Shape.Height}×{Shape.Width}×{Shape.Channels}");

    public DrawnKind Kind => IsOutside ? DrawnKind.Tensor : First.Op switch
    {
        Input => DrawnKind.Tensor,
        Conv2d when First.IsDepthwise => DrawnKind.Depthwise,
        Conv2d conv when conv.Kernel == 1 => DrawnKind.Pointwise,
        Conv2d => DrawnKind.Convolution,
        Linear => DrawnKind.Pointwise,
        Pool or GlobalAveragePool or Resize => DrawnKind.Pool,
        _ => DrawnKind.Other,
    };

    /// <summary>Every input once.</summary>
    public void Connect(IEnumerable<DrawnUnit> inputs) => Inputs = [.. inputs.Where(input => input != this).Distinct()];

    IEnumerable<string> Words()
    {
        yield return Operation(First.Op);
        if (First.Op is Conv2d conv)
        {
            if (conv.Stride != 1)
                yield return $"s{conv.Stride.Height}";
            if (conv.Dilation != 1)
                yield return $"rate {conv.Dilation.Height}";
        }

        foreach (var node in Nodes.Skip(1).Where(node => node.Op is not (BatchNorm or Dropout)))
            yield return Operation(node.Op);
    }

    string Operation(Op op) => op switch
    {
        Conv2d conv when Kind == DrawnKind.Depthwise => $"{Kernel(conv.Kernel)} dwise",
        Conv2d { Groups: > 1 } conv => $"{Kernel(conv.Kernel)}, {conv.Groups} groups",
        Conv2d conv => $"{Kernel(conv.Kernel)} conv",
        BatchNorm => "batch norm",
        Pool pool => $"{Kernel(pool.Kernel)} {(pool.Kind == PoolKind.Max ? "max" : "average")} pool{(pool.Stride == 1 ? "" : $", s{pool.Stride.Height}")}",
        GlobalAveragePool => "global average pool",
        Linear => "fully connected",
        Concat => "concat",
        ChannelShuffle shuffle => $"shuffle, {shuffle.Groups} groups",
        SpaceToDepth block => $"space to depth {block.BlockSize}",
        Resize => "resize",
        Dropout => "dropout",
        Reshape => "reshape",
        Pad => "pad",
        Add => "add",
        _ => op.ToString(),
    };

    static string Kernel(Size kernel) => FormattableString.Invariant($"{kernel.Height}×{kernel.Width}");
}

/// <summary>What determines the color of a box.</summary>
enum DrawnKind
{
    /// <summary>An input.</summary>
    Tensor,

    /// <summary>1×1 convolution or fully connected.</summary>
    Pointwise,

    /// <summary>Depthwise convolution.</summary>
    Depthwise,

    /// <summary>Any other convolution.</summary>
    Convolution,

    /// <summary>Pooling and resizing.</summary>
    Pool,

    /// <summary>Everything else.</summary>
    Other,
}
