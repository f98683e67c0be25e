using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>A step made ready to run.</summary>
abstract class Kernel
{
    /// <summary>Bytes that a run with that many workers keeps in the arena beside inputs and output.</summary>
    public virtual long ScratchBytes(int workers) => 0;

    /// <summary>
    /// One worker's part of the step: reads its <see cref="Step.Reads"/>, in that order, and writes its output, all
    /// <c>(N,H,W,C)</c>. All workers get the same scratch memory, 64-byte aligned, and divide it among themselves.
    /// </summary>
    public abstract void Run(Operands operands, Worker worker);
}

/// <summary>Where a step's values lie during a run. Only its kernel knows of which type their elements are.</summary>
readonly unsafe struct Operands(byte** inputs, byte* output, byte* scratch)
{
    public T* Input<T>(int index = 0)
        where T : unmanaged => (T*)inputs[index];

    public T* Output<T>()
        where T : unmanaged => (T*)output;

    public T* Scratch<T>()
        where T : unmanaged => (T*)scratch;
}
