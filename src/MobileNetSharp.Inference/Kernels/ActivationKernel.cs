using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>An activation that no other step took in.</summary>
sealed unsafe class ActivationKernel(Step step, Activation activation, KernelContext context) : Kernel
{
    public override void Run(float** inputs, float* output, float* scratch, Share share)
    {
        var count = step.Node.Shape.Count;
        if (activation.Bounds is var (minimum, maximum))
            ChannelLoop.Run(context.Width, count, share, new Clamp { Input = inputs[0], Output = output, Minimum = minimum, Maximum = maximum });
        else if (activation.Kind == ActivationKind.LeakyRelu)
            ChannelLoop.Run(context.Width, count, share, new LeakyRelu { Input = inputs[0], Output = output, Slope = activation.Minimum });
        else if (activation.Kind == ActivationKind.Sigmoid)
            Sigmoid(inputs[0], output, share.Range((int)count));
        else
            throw new InvalidOperationException($"Node '{step.Node.Name}': no kernel for {activation.Kind}.");
    }

    static void Sigmoid(float* input, float* output, (int First, int End) range)
    {
        for (var i = range.First; i < range.End; i++)
            output[i] = 1 / (1 + MathF.Exp(-input[i]));
    }

    struct Clamp : IChannelLoop
    {
        public float* Input, Output;
        public float Minimum, Maximum;

        public readonly void Do<TLanes, TVector>(nuint first)
            where TLanes : ILanes<TVector>
            where TVector : struct => TLanes.Store(
                TLanes.Min(TLanes.Max(TLanes.Load(Input + first), TLanes.Broadcast(Minimum)), TLanes.Broadcast(Maximum)), Output + first);
    }

    struct LeakyRelu : IChannelLoop
    {
        public float* Input, Output;
        public float Slope;

        public readonly void Do<TLanes, TVector>(nuint first)
            where TLanes : ILanes<TVector>
            where TVector : struct
        {
            var (x, zero) = (TLanes.Load(Input + first), TLanes.Broadcast(0));
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Min(x, zero), TLanes.Broadcast(Slope), TLanes.Max(x, zero)), Output + first);
        }
    }
}
