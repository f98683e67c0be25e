namespace MobileNetSharp.Paper;

/// <summary>How many channels of a layer are positive at a pixel, over pixels and images.</summary>
/// <param name="Block">The bottleneck block, from 0.</param>
/// <param name="Channels">Channels of the layer.</param>
/// <param name="Threshold">Channels that the block reads: as many positive ones Lemma 2 asks for.</param>
/// <param name="Average">Mean number of positive channels.</param>
/// <param name="Deviation">Its standard deviation over pixels.</param>
/// <param name="Minimum">The least of any pixel.</param>
/// <param name="Maximum">The most of any pixel.</param>
/// <param name="ShareBelow">Which share of the pixels has fewer positive channels than the threshold.</param>
public sealed record LayerPattern(
    int Block, int Channels, int Threshold, double Average, double Deviation, int Minimum, int Maximum, double ShareBelow);
