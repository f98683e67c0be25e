namespace MobileNetSharp.Training;

/// <summary>How gradients become steps.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with momentum, Nesterov's on request.</summary>
    Sgd,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101).</summary>
    AdamW,

    /// <summary>TensorFlow's RMSProp: ε inside the root, momentum on the scaled gradient (§6.1's optimizer).</summary>
    RmsProp,
}
