using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>Softmax over the channels.</summary>
sealed unsafe class SoftmaxKernel<TLanes, TVector>(Step step) : Kernel
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
{
    public override void Run(Operands operands, Worker worker)
    {
        var channels = step.Node.Channels;
        var (first, end) = worker.Range(step.Node.Shape.Batch * step.Node.Shape.Size.Area);
        for (var pixel = (long)first; pixel < end && !worker.IsCanceled; pixel++)
            Pixel(operands.Input<float>() + (pixel * channels), operands.Output<float>() + (pixel * channels), channels);
    }

    static void Pixel(float* input, float* output, int channels)
    {
        ChannelLoop<TLanes, TVector>.Run((nuint)channels, new Exponentials { Input = input, Output = output, Largest = Largest(input, channels) });
        var sum = 0.0;
        for (var c = 0; c < channels; c++)
            sum += output[c];
        ChannelLoop<TLanes, TVector>.Run((nuint)channels, new Scale { Values = output, Factor = (float)(1 / sum) });
    }

    static float Largest(float* input, int channels)
    {
        var lanes = stackalloc float[TLanes.Count];
        new Span<float>(lanes, TLanes.Count).Fill(float.NegativeInfinity);
        ChannelLoop<TLanes, TVector>.Run((nuint)channels, new Maximum { Input = input, Lanes = lanes });
        var largest = lanes[0];
        for (var i = 1; i < TLanes.Count; i++)
            largest = MathF.Max(largest, lanes[i]);
        return largest;
    }

    /// <summary>The maximum of the values in each lane.</summary>
    struct Maximum : IChannelLoop
    {
        public float* Input, Lanes;

        public readonly void Do<TOfWidth, TOfWidthVector>(nuint first)
            where TOfWidth : IFloatLanes<TOfWidthVector>
            where TOfWidthVector : struct =>
            TOfWidth.Store(TOfWidth.Max(TOfWidth.Load(Lanes), TOfWidth.Load(Input + first)), Lanes);
    }

    struct Exponentials : IChannelLoop
    {
        public float* Input, Output;
        public float Largest;

        public readonly void Do<TOfWidth, TOfWidthVector>(nuint first)
            where TOfWidth : IFloatLanes<TOfWidthVector>
            where TOfWidthVector : struct =>
            TOfWidth.Store(VectorMath<TOfWidth, TOfWidthVector>.Exp(TOfWidth.Subtract(TOfWidth.Load(Input + first), TOfWidth.Broadcast(Largest))), Output + first);
    }

    struct Scale : IChannelLoop
    {
        public float* Values;
        public float Factor;

        public readonly void Do<TOfWidth, TOfWidthVector>(nuint first)
            where TOfWidth : IFloatLanes<TOfWidthVector>
            where TOfWidthVector : struct =>
            TOfWidth.Store(TOfWidth.Multiply(TOfWidth.Load(Values + first), TOfWidth.Broadcast(Factor)), Values + first);
    }
}
