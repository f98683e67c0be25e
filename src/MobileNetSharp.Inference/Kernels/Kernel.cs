using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Fused;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>A step made ready to run.</summary>
abstract unsafe class Kernel
{
    /// <summary>Floats that a run with that many workers keeps in the arena beside inputs and output.</summary>
    public virtual long ScratchFloats(int workers) => 0;

    /// <summary>
    /// One worker's share of the step: reads its <see cref="Step.Reads"/>, in that order, and writes its output, all
    /// <c>(N,H,W,C)</c>. All workers get the same <paramref name="scratch"/>, 64-byte aligned, and divide it among themselves.
    /// </summary>
    public abstract void Run(float** inputs, float* output, float* scratch, Share share);

    /// <summary>The kernel of a step.</summary>
    public static Kernel Create(Step step, PackedWeights weights, KernelContext context) => step.Node.Op switch
    {
        _ when !step.Blocks.IsEmpty => new FusedKernel(step, weights, context),
        Conv2d or Linear when PointwiseKernel.Runs(step) => new PointwiseKernel(step, weights.Panels(step.Node), context),
        Conv2d => PackedWeights.IsDepthwise(step.Node)
            ? new DepthwiseKernel(step, weights.Depthwise(step.Node), context)
            : new ConvolutionKernel(step, weights.Panels(step.Node), context),
        Linear => new ConvolutionKernel(step, weights.Panels(step.Node), context),
        BatchNorm => new BatchNormKernel(step, weights.ScaleAndShift(step.Node), context),
        Activation activation => new ActivationKernel(step, activation, context),
        Add => new AddKernel(step, context),
        Softmax => new SoftmaxKernel(step),
        L2Normalization => new L2NormalizationKernel(step),
        Pool pool => new PoolKernel(step, pool, context),
        GlobalAveragePool => new GlobalAveragePoolKernel(step, context),
        Resize resize => new ResizeKernel(step, resize, context),
        Concat concat => new ConcatKernel(step, concat.Axis),
        ChannelShuffle shuffle => new ChannelShuffleKernel(step, shuffle.Groups),
        SpaceToDepth block => new SpaceToDepthKernel(step, block.BlockSize),
        Pad pad => new PadKernel(step, pad.Padding),
        _ => throw new InvalidOperationException($"Node '{step.Node.Name}': no kernel for {step.Node.Op.GetType().Name}."),
    };
}
