namespace MobileNetSharp.Analysis;

/// <summary>Layers that stand in each other's place in two networks, and differ; one is null where the other network has none there.</summary>
/// <param name="First">Of the first network.</param>
/// <param name="Second">Of the second.</param>
public sealed record LayerPair(NodeCost? First, NodeCost? Second)
{
    /// <summary>The layer's name in the network that has it; both, where they differ.</summary>
    public string Name => First is null ? Second!.Node.Name : Second is null || First.Node.Name == Second.Node.Name ? First.Node.Name : $"{First.Node.Name}, {Second.Node.Name}";
}
