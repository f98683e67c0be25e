namespace MobileNetSharp.Models;

/// <summary>
/// Keeps a network at an output stride: once it is reached, a layer's stride is removed, and multiplies the dilation of the
/// layers after it (DeepLab; TF-slim's mobilenet.py).
/// </summary>
sealed class AtrousSchedule(int outputStride)
{
    int reached = 1;
    int dilation = 1;

    /// <summary>The stride and dilation of the next layer, which was declared with <paramref name="stride"/>.</summary>
    public (int Stride, int Dilation) Next(int stride)
    {
        if (reached < outputStride)
        {
            reached *= stride;
            return (stride, 1);
        }

        var layer = (1, dilation);
        dilation *= stride;
        return layer;
    }
}
