using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Kernels.Packing;

/// <summary>The parameters of a 3×3 depthwise convolution by blocks of one vector of channels: a vector of biases, then nine of weights.</summary>
sealed unsafe class PackedDepthwise
{
    const int VectorsPerBlock = 10;

    readonly AlignedMemory memory = new(0);
    readonly int lanes;

    /// <summary>The number of blocks, without values.</summary>
    /// <param name="channels">C.</param>
    /// <param name="width">The vectors that would read the blocks.</param>
    public PackedDepthwise(int channels, VectorWidth width)
    {
        lanes = (int)width;
        Blocks = (channels + lanes - 1) / lanes;
    }

    /// <param name="weights">Nine rows of factors, one of addends.</param>
    /// <param name="channels">C.</param>
    /// <param name="width">The vectors that will read the blocks.</param>
    public PackedDepthwise(PackedChannels weights, int channels, VectorWidth width)
        : this(channels, width)
    {
        memory = new AlignedMemory((long)Blocks * VectorsPerBlock * lanes * sizeof(float));
        for (var c = 0; c < channels; c++)
        {
            var target = Block(c / lanes) + (c % lanes);
            *target = weights.Addends[c];
            for (var tap = 0; tap < VectorsPerBlock - 1; tap++)
                target[(tap + 1) * lanes] = weights.Factors[(tap * channels) + c];
        }
    }

    public int Blocks { get; }

    public float* Block(int block) => memory.Pointer<float>() + (block * VectorsPerBlock * lanes);
}
