using MobileNetSharp.Inference.Planning;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>Batch normalisation that no convolution took in: a factor and an addend per channel.</summary>
sealed unsafe class BatchNormKernel(Step step, PackedChannels weights, KernelContext context) : Kernel
{
    public override void Run(float** inputs, float* output)
    {
        var channels = step.Node.Channels;
        var loop = new ScaleAndShift { Input = inputs[0], Scale = weights.Factors.Pointer, Shift = weights.Addends.Pointer, Output = output };
        for (var i = 0L; i < step.Node.Shape.Count; i += channels, loop.Input += channels, loop.Output += channels)
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
