namespace MobileNetSharp.Training;

/// <summary>Which network is trained and what its weights are to begin with.</summary>
public sealed record NetworkRecipe
{
    /// <summary>Whether the run starts from a trained model, whose classifier is replaced; else from random weights.</summary>
    public bool Pretrained { get; init; } = true;

    /// <summary>A model file, a name from <c>mobilenet models</c>, or, without trained weights, a network's bare name; empty for the catalog's default.</summary>
    public string Model { get; init; } = "";

    /// <summary>Whose conventions a network from random weights follows.</summary>
    public NetworkDialect Dialect { get; init; } = NetworkDialect.TensorFlow;

    /// <summary>What random weights are drawn from.</summary>
    public WeightInitialization Initialization { get; init; } = WeightInitialization.TorchVision;

    /// <summary>The probability to drop a feature before the classifier (1 − TF-slim's "keep").</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>The share of the new batch in the statistics of batch normalization: 0.1 is PyTorch's, 0.003 TF-slim's for the MobileNets (1 − its decay of 0.997).</summary>
    public double BatchNormMomentum { get; init; } = 0.1;

    /// <summary>The central part of an image's width and height that evaluation keeps, for a network that starts from random weights.</summary>
    public double CropFraction { get; init; } = 0.875;
}
