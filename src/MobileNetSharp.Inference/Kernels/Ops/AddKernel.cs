using MobileNetSharp.Inference.Kernels.Tiles;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>The sum of two values, through the epilogue.</summary>
sealed unsafe class AddKernel<TLanes, TVector, TEpilogue>(Step step, TEpilogue epilogue) : Kernel
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
    where TEpilogue : struct, IEpilogue
{
    public override void Run(Operands operands, Worker worker) => ChannelLoop<TLanes, TVector>.Run(
        step.Node.Shape.Count,
        worker,
        new Sum { A = operands.Input<float>(0), B = operands.Input<float>(1), Output = operands.Output<float>(), Epilogue = epilogue });

    struct Sum : IChannelLoop
    {
        public float* A, B, Output;
        public TEpilogue Epilogue;

        public readonly void Do<TOfWidth, TOfWidthVector>(nuint first)
            where TOfWidth : IFloatLanes<TOfWidthVector>
            where TOfWidthVector : struct => TOfWidth.Store(
                Epilogue.Apply<TOfWidth, TOfWidthVector>(TOfWidth.Add(TOfWidth.Load(A + first), TOfWidth.Load(B + first))), Output + first);
    }
}
