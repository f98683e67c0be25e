namespace MobileNetSharp.Inference.Kernels.Tiles;

/// <summary>
/// What a tile of a 1×1 convolution works on: some pixels × one panel of output channels (two vectors). The input lies in
/// blocks of one vector of channels, <c>[⌈depth/B⌉][pixels][B]</c>, so that all pixels of a tile are constant distances apart.
/// The stem is run alike, with the rows of its window for blocks.
/// </summary>
unsafe struct PointwiseArguments
{
    /// <summary>The tile's first pixel in the first block.</summary>
    public float* Input;

    /// <summary>Floats from one block of the input to the next.</summary>
    public nuint BlockStride;

    /// <summary>Input values of a pixel that lie side by side in a block: a vector's; of the stem those of a row of its window.</summary>
    public nuint RunDepth;

    /// <summary>Input values of a pixel in all.</summary>
    public nuint Depth;

    /// <summary>Two vectors that the sums begin with.</summary>
    public float* Bias;

    /// <summary>A row of two vectors of weights for each input channel; see <see cref="Packing.PackedPanels"/>.</summary>
    public float* Weights;

    /// <summary>The tile's first pixel, first channel.</summary>
    public float* Output;

    /// <summary>Floats from one pixel of the output to the next.</summary>
    public nuint PixelStride;

    /// <summary>Floats from the first vector of a pixel to the second.</summary>
    public nuint VectorStride;

    /// <summary>Output channels of the panel that are written.</summary>
    public int Channels;

    /// <summary>Added to the sums, at the output's strides; null for none.</summary>
    public float* Residual;
}
