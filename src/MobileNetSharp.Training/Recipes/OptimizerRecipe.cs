namespace MobileNetSharp.Training;

/// <summary>The optimizer with its constants; a kind reads only those that it knows.</summary>
public sealed record OptimizerRecipe
{
    /// <summary>Which one.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.Sgd;

    /// <summary>The learning rate that the schedule starts from; a phase may take a part of it.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>The share of the last step that the next one keeps; AdamW's β₁.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether SGD looks ahead along its momentum.</summary>
    public bool Nesterov { get; init; }

    /// <summary>The share of the mean square gradient that is kept each step: RMSProp's decay, AdamW's β₂.</summary>
    public double SquareDecay { get; init; } = 0.999;

    /// <summary>Added to the mean square gradient inside RMSProp's root, to the root itself in AdamW.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>How much weights shrink: as part of the gradient, in AdamW beside it.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Whether the kernels of depthwise convolutions shrink too.</summary>
    public bool DecaysDepthwise { get; init; }

    /// <summary>Whether γ and β of batch normalization shrink too.</summary>
    public bool DecaysBatchNorm { get; init; }

    /// <summary>Whether biases shrink too.</summary>
    public bool DecaysBias { get; init; }
}
