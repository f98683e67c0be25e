namespace MobileNetSharp.Models;

/// <summary>What the residual connections of MobileNetV2 join (Figure 6b).</summary>
public enum Shortcut
{
    /// <summary>The paper's: a block's input and its projected output, where stride is 1 and the channels are equal.</summary>
    Bottlenecks,

    /// <summary>
    /// The expanded tensors that two successive depthwise convolutions read, where their shapes agree: for Table 2 as many
    /// connections as <see cref="Bottlenecks"/>, each moved on by half a block.
    /// </summary>
    Expansions,

    /// <summary>None.</summary>
    None,
}
