using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Kernels.Tiles;

/// <summary>
/// What is done with a sum before it is written. As a type it is known to the JIT, which compiles each tile for each epilogue;
/// an activation that is not fused runs the same code over the values of a tensor, with the same results.
/// </summary>
interface IEpilogue
{
    TVector Apply<TLanes, TVector>(TVector sums)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct;
}

/// <summary>Nothing.</summary>
readonly struct NoEpilogue : IEpilogue
{
    public TVector Apply<TLanes, TVector>(TVector sums)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct => sums;
}

/// <summary>ReLU, ReLU6 and other bounds.</summary>
readonly struct ClampEpilogue(float minimum, float maximum) : IEpilogue
{
    public TVector Apply<TLanes, TVector>(TVector sums)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct => TLanes.Min(TLanes.Broadcast(maximum), TLanes.Max(TLanes.Broadcast(minimum), sums));
}

/// <summary>Leaky ReLU.</summary>
readonly struct LeakyReluEpilogue(float slope) : IEpilogue
{
    public TVector Apply<TLanes, TVector>(TVector sums)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        var zero = TLanes.Broadcast(0);
        return TLanes.MultiplyAdd(TLanes.Min(zero, sums), TLanes.Broadcast(slope), TLanes.Max(zero, sums));
    }
}

/// <summary>h-swish, <c>x·(ReLU6(x + 3)/6)</c>: divided before the product, so that no large x overflows.</summary>
readonly struct HardSwishEpilogue : IEpilogue
{
    public TVector Apply<TLanes, TVector>(TVector sums)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        var relu6 = TLanes.Min(TLanes.Broadcast(6), TLanes.Max(TLanes.Broadcast(0), TLanes.Add(sums, TLanes.Broadcast(3))));
        return TLanes.Multiply(sums, TLanes.Multiply(relu6, TLanes.Broadcast(1f / 6)));
    }
}

/// <summary>Code that is written for any epilogue.</summary>
interface IEpilogueFunction<TResult>
{
    TResult Invoke<TEpilogue>(TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue;
}

/// <summary>Chooses the epilogue of an activation.</summary>
static class Epilogues
{
    /// <summary>Calls the function for an activation that planning fused to a step, or for none.</summary>
    public static TResult Dispatch<TFunction, TResult>(Activation? activation, TFunction function)
        where TFunction : struct, IEpilogueFunction<TResult> => activation switch
        {
            null => function.Invoke(new NoEpilogue()),
            { Bounds: var (minimum, maximum) } => function.Invoke(new ClampEpilogue(minimum, maximum)),
            { Kind: ActivationKind.LeakyRelu } => function.Invoke(new LeakyReluEpilogue(activation.Minimum)),
            { Kind: ActivationKind.HardSwish } => function.Invoke(new HardSwishEpilogue()),
            _ => throw new ArgumentException($"{activation} is not an epilogue.", nameof(activation)),
        };
}
