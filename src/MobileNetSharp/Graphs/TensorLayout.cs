using System.Collections.Immutable;

namespace MobileNetSharp.Graphs;

/// <summary>
/// The axes that a value has outside the graph, in a file and in the runtimes that read it, in their order. Within the graph every
/// value is <c>(N,H,W,C)</c>; an axis that is left out here has length 1 there.
/// </summary>
public enum TensorLayout
{
    /// <summary><c>(N,C)</c>.</summary>
    Nc,

    /// <summary><c>(N,H,C)</c>: such as a detector's anchors and their numbers.</summary>
    Nhc,

    /// <summary><c>(N,C,H)</c>.</summary>
    Nch,

    /// <summary><c>(N,H,W,C)</c>: an image as TensorFlow has it.</summary>
    Nhwc,

    /// <summary><c>(N,C,H,W)</c>: an image as PyTorch has it.</summary>
    Nchw,
}

/// <summary>What follows from a layout.</summary>
public static class TensorLayouts
{
    /// <summary>The graph's axes in the layout's order.</summary>
    public static ImmutableArray<Axis> Axes(this TensorLayout layout) => layout switch
    {
        TensorLayout.Nc => [Axis.Batch, Axis.Channels],
        TensorLayout.Nhc => [Axis.Batch, Axis.Height, Axis.Channels],
        TensorLayout.Nch => [Axis.Batch, Axis.Channels, Axis.Height],
        TensorLayout.Nhwc => [Axis.Batch, Axis.Height, Axis.Width, Axis.Channels],
        TensorLayout.Nchw => [Axis.Batch, Axis.Channels, Axis.Height, Axis.Width],
        _ => throw new ArgumentOutOfRangeException(nameof(layout), layout, "Not a layout."),
    };

    /// <summary>The lengths of the layout's axes for a value of the graph.</summary>
    public static ImmutableArray<int> Dims(this TensorLayout layout, Shape shape) => [.. layout.Axes().Select(axis => shape[axis])];

    /// <summary>Whether the layout has every axis of the value that is longer than 1.</summary>
    public static bool Fits(this TensorLayout layout, Shape shape)
    {
        var axes = layout.Axes();
        return (axes.Contains(Axis.Height) || shape.Height == 1) && (axes.Contains(Axis.Width) || shape.Width == 1);
    }
}
