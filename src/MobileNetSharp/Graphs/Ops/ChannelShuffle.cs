namespace MobileNetSharp.Graphs;

/// <summary>ShuffleNet's shuffle: channel <c>g·(C/Groups) + i</c> becomes channel <c>i·Groups + g</c>. The shape is kept.</summary>
/// <param name="Groups">Groups that the channels come in.</param>
public sealed record ChannelShuffle(int Groups) : Op
{
    /// <inheritdoc/>
    public override string ToString() => $"ChannelShuffle groups {Groups}";
}
