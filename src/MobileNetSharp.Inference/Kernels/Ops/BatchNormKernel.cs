using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>Batch normalization that no convolution took in: a factor and an addend per channel.</summary>
sealed unsafe class BatchNormKernel<TLanes, TVector>(Step step, PackedChannels weights) : Kernel
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
{
    public override void Run(Operands operands, Worker worker)
    {
        var channels = step.Node.Channels;
        var (first, end) = worker.Range(step.Node.Shape.Batch * step.Node.Shape.Size.Area);
        var loop = new ScaleAndShift
        {
            Input = operands.Input<float>() + ((long)first * channels),
            Scale = weights.Factors,
            Shift = weights.Addends,
            Output = operands.Output<float>() + ((long)first * channels),
        };
        for (var pixel = first; pixel < end; pixel++, loop.Input += channels, loop.Output += channels)
            ChannelLoop<TLanes, TVector>.Run((nuint)channels, loop);
    }

    struct ScaleAndShift : IChannelLoop
    {
        public float* Input, Scale, Shift, Output;

        public readonly void Do<TOfWidth, TOfWidthVector>(nuint first)
            where TOfWidth : IFloatLanes<TOfWidthVector>
            where TOfWidthVector : struct => TOfWidth.Store(
                TOfWidth.MultiplyAdd(TOfWidth.Load(Input + first), TOfWidth.Load(Scale + first), TOfWidth.Load(Shift + first)), Output + first);
    }
}
