namespace MobileNetSharp.Training;

/// <summary>The figure by which the best epoch is chosen and a run stops early.</summary>
public enum StoppingMetric
{
    /// <summary>The share of validation images whose most probable class is right; more is better.</summary>
    Top1,

    /// <summary>The mean negative log likelihood of the validation images; less is better.</summary>
    ValidationLoss,
}
