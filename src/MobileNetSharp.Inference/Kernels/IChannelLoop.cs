namespace MobileNetSharp.Inference.Kernels;

/// <summary>The body of a loop over neighboring floats, written once for every width.</summary>
interface IChannelLoop
{
    /// <summary>Works on <c>[first, first + vector)</c>.</summary>
    void Do<TLanes, TVector>(nuint first)
        where TLanes : ILanes<TVector>
        where TVector : struct;
}
