using MobileNetSharp.Inference.Kernels.Tiles;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>An activation that no other step took in.</summary>
sealed unsafe class ActivationKernel<TLanes, TVector, TFunction>(Step step, TFunction function) : Kernel
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
    where TFunction : struct, IEpilogue
{
    public override void Run(Operands operands, Worker worker) => ChannelLoop<TLanes, TVector>.Run(
        step.Node.Shape.Count, worker, new Loop { Input = operands.Input<float>(), Output = operands.Output<float>(), Function = function });

    struct Loop : IChannelLoop
    {
        public float* Input, Output;
        public TFunction Function;

        public readonly void Do<TOfWidth, TOfWidthVector>(nuint first)
            where TOfWidth : IFloatLanes<TOfWidthVector>
            where TOfWidthVector : struct =>
            TOfWidth.Store(Function.Apply<TOfWidth, TOfWidthVector>(TOfWidth.Load(Input + first)), Output + first);
    }
}

/// <summary><c>1/(1 + e⁻ˣ)</c>. Too long for every tile to contain it, so it is never fused to a convolution.</summary>
readonly struct Sigmoid : IEpilogue
{
    public TVector Apply<TLanes, TVector>(TVector x)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        var one = TLanes.Broadcast(1);
        return TLanes.Divide(one, TLanes.Add(one, VectorMath<TLanes, TVector>.Exp(TLanes.Subtract(TLanes.Broadcast(0), x))));
    }
}
