using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>The sum of two values, perhaps clamped.</summary>
sealed unsafe class AddKernel(Step step, KernelContext context) : Kernel
{
    public override void Run(float** inputs, float* output, float* scratch, Share share)
    {
        var loop = new Sum { A = inputs[0], B = inputs[1], Output = output, Minimum = step.Minimum, Maximum = step.Maximum };
        ChannelLoop.Run(context.Width, step.Node.Shape.Count, share, loop);
    }

    struct Sum : IChannelLoop
    {
        public float* A, B, Output;
        public float Minimum, Maximum;

        public readonly void Do<TLanes, TVector>(nuint first)
            where TLanes : ILanes<TVector>
            where TVector : struct
        {
            var sum = TLanes.Add(TLanes.Load(A + first), TLanes.Load(B + first));
            TLanes.Store(TLanes.Min(TLanes.Max(sum, TLanes.Broadcast(Minimum)), TLanes.Broadcast(Maximum)), Output + first);
        }
    }
}
