using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>Batch normalization that no convolution took in: a factor and an addend per channel.</summary>
sealed unsafe class BatchNormKernel(Step step, PackedChannels weights, KernelContext context) : Kernel
{
    public override void Run(float** inputs, float* output, float* scratch, Share share)
    {
        var channels = step.Node.Channels;
        var (first, end) = share.Range(step.Node.Shape.Batch * step.Node.Shape.Size.Area);
        var loop = new ScaleAndShift
        {
            Input = inputs[0] + ((long)first * channels),
            Scale = weights.Factors.Pointer,
            Shift = weights.Addends.Pointer,
            Output = output + ((long)first * channels),
        };
        for (var pixel = first; pixel < end; pixel++, loop.Input += channels, loop.Output += channels)
            ChannelLoop.Run(context.Width, (nuint)channels, loop);
    }

    struct ScaleAndShift : IChannelLoop
    {
        public float* Input, Scale, Shift, Output;

        public readonly void Do<TLanes, TVector>(nuint first)
            where TLanes : ILanes<TVector>
            where TVector : struct => TLanes.Store(
                TLanes.MultiplyAdd(TLanes.Load(Input + first), TLanes.Load(Scale + first), TLanes.Load(Shift + first)), Output + first);
    }
}
