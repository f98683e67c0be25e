using TorchSharp;

namespace MobileNetSharp.Training.Optimizers;

/// <summary>Keeps the gradient of all weights together from being longer than a bound.</summary>
static class GradientClipping
{
    /// <summary>Shortens the gradients in place, all by one factor; returns their length before that.</summary>
    public static double Apply(IReadOnlyList<TrainedParameter> parameters, double maximumNorm)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        torch.Tensor[] gradients = [.. parameters.Select(parameter => parameter.Value.grad).OfType<torch.Tensor>()];
        var norm = torch.stack(gradients.Select(gradient => gradient.norm())).norm().ToDouble();
        if (norm > maximumNorm)
        {
            using Scalar factor = maximumNorm / norm;
            foreach (var gradient in gradients)
                gradient.mul_(factor);
        }

        return norm;
    }
}
