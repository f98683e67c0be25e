using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Blocks;
using MobileNetSharp.Inference.Kernels.Ops;
using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Kernels.Tiles;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;

namespace MobileNetSharp.Inference.Execution;

/// <summary>Chooses the kernel of a step by its op, the type of its elements, its epilogue and the vectors to use.</summary>
static class KernelFactory
{
    /// <summary>The kernel of a step for runs of at most so many threads; a <see cref="GraphException"/> where there is none.</summary>
    public static Kernel Create(Step step, PackedWeights weights, int threads) =>
        step.Reads.Any(node => node.ElementType != step.Output.ElementType) ? throw Missing(step)
        : DataMovement(step) ?? (step.Output.ElementType == ElementType.Float32
            ? VectorWidths.Dispatch<Floats, Kernel>(weights.Width, new Floats(step, weights, threads))
            : throw Missing(step));

    /// <summary>Kernels that move values of any one type and change none; null for the other ops.</summary>
    static Kernel? DataMovement(Step step) => step.Node.Op switch
    {
        Concat concat => new ConcatKernel(step, concat.Axis),
        SpaceToDepth block => new SpaceToDepthKernel(step, block.BlockSize),
        ChannelShuffle shuffle => step.Node.ElementType.SizeBytes() switch
        {
            1 => new ChannelShuffleKernel<byte>(step, shuffle.Groups),
            2 => new ChannelShuffleKernel<ushort>(step, shuffle.Groups),
            4 => new ChannelShuffleKernel<uint>(step, shuffle.Groups),
            _ => new ChannelShuffleKernel<ulong>(step, shuffle.Groups),
        },
        _ => null,
    };

    /// <summary>Kernels of floats.</summary>
    readonly struct Floats(Step step, PackedWeights weights, int threads) : IWidthFunction<Kernel>
    {
        public Kernel Invoke<TLanes, TVector>()
            where TLanes : IFloatLanes<TVector>
            where TVector : struct => step.Node.Op switch
            {
                _ when !step.Blocks.IsEmpty => new BlockKernel<TLanes, TVector>(step, weights, threads),
                Conv2d or Linear when IsMatrixProduct(step.Node) => new PointwiseKernel<TLanes, TVector>(step, weights.Panels(step.Node)),
                Conv2d or Linear or Add => Epilogues.Dispatch<WithEpilogue<TLanes, TVector>, Kernel>(step.Activation, new(step, weights)),
                Activation { Kind: ActivationKind.Sigmoid } => new ActivationKernel<TLanes, TVector, Sigmoid>(step, default),
                Activation activation => Epilogues.Dispatch<WithEpilogue<TLanes, TVector>, Kernel>(activation, new(step, weights)),
                BatchNorm => new BatchNormKernel<TLanes, TVector>(step, weights.ScaleAndShift(step.Node)),
                Softmax => new SoftmaxKernel<TLanes, TVector>(step),
                L2Normalization => new L2NormalizationKernel(step),
                ArgMax => new ArgMaxKernel(step),
                Pool pool => new PoolKernel<TLanes, TVector>(step, pool),
                GlobalAveragePool => new GlobalAveragePoolKernel<TLanes, TVector>(step),
                Resize resize => new ResizeKernel<TLanes, TVector>(step, resize),
                Pad pad => new PadKernel(step, pad.Padding),
                _ => throw Missing(step),
            };
    }

    /// <summary>True for a 1×1 convolution or linear layer of several pixels: a single one has nothing to share a weight with.</summary>
    static bool IsMatrixProduct(Node node) =>
        node.Shape.Batch * node.Shape.Size.Area > 1 && (node.IsPointwise || node.Op is Linear);

    static GraphException Missing(Step step) => new(
        step.Node.Name, $"the engine has no kernel for {step.Node.Op.GetType().Name} from {string.Join(", ", step.Reads.Select(node => node.ElementType).Distinct())} to {step.Output.ElementType}");

    readonly struct WithEpilogue<TLanes, TVector>(Step step, PackedWeights weights) : IEpilogueFunction<Kernel>
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        public Kernel Invoke<TEpilogue>(TEpilogue epilogue)
            where TEpilogue : struct, IEpilogue => step.Node switch
            {
                { Op: Add } => new AddKernel<TLanes, TVector, TEpilogue>(step, epilogue),
                { Op: Activation } => new ActivationKernel<TLanes, TVector, TEpilogue>(step, epilogue),
                var node when PackedWeights.IsFilter(node) => new DepthwiseKernel<TLanes, TVector, TEpilogue>(step, weights.Filter(node), epilogue),
                var node => new ConvolutionKernel<TLanes, TVector, TEpilogue>(step, weights.Panels(node), epilogue),
            };
    }
}
