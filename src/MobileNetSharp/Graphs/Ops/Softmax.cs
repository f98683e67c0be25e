namespace MobileNetSharp.Graphs;

/// <summary>Softmax over the channels. The shape is kept.</summary>
public sealed record Softmax : Op
{
    /// <inheritdoc/>
    public override string ToString() => "Softmax";
}
