namespace MobileNetSharp.Graphs;

/// <summary>Fully connected layer: <c>(N,1,1,C) → (N,1,1,Channels)</c>. Weight <c>(Channels, C)</c>, bias <c>(Channels)</c>.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="HasBias">Whether a bias is added.</param>
public sealed record Linear(int Channels, bool HasBias = true) : Op
{
    /// <inheritdoc/>
    public override string ToString() => $"Linear channels {Channels}{(HasBias ? " bias" : "")}";
}
