using TorchSharp;

namespace MobileNetSharp.Training.Optimizers;

/// <summary>A weight that an optimizer changes in place.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Value">The weight, whose <c>grad</c> an optimizer reads.</param>
/// <param name="Decays">Whether weight decay shrinks it.</param>
public sealed record TrainedParameter(string Name, torch.Tensor Value, bool Decays = true);
