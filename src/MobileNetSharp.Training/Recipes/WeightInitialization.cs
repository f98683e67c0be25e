namespace MobileNetSharp.Training;

/// <summary>What the weights are drawn from, where a run does not start from a trained model.</summary>
public enum WeightInitialization
{
    /// <summary>TF-slim's for the MobileNets: a normal of deviation 0.09, truncated.</summary>
    TfSlim,

    /// <summary>torchvision's for mobilenet_v2: by the outputs of each layer.</summary>
    TorchVision,
}
