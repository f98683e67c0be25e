namespace MobileNetSharp.Graphs;

/// <summary>What a weight is for.</summary>
public enum WeightRole
{
    /// <summary>Kernel of a convolution or matrix of a linear layer.</summary>
    Kernel,

    /// <summary>Added per output channel.</summary>
    Bias,

    /// <summary>γ of batch normalization.</summary>
    BatchNormScale,

    /// <summary>β of batch normalization.</summary>
    BatchNormShift,

    /// <summary>The running mean or variance: a buffer, not a parameter.</summary>
    BatchNormStatistic,

    /// <summary>PyTorch's count of the batches that batch normalization saw: a buffer that inference never reads, and may be absent.</summary>
    BatchNormCounter,
}
