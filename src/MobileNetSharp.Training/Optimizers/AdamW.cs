using MobileNetSharp.Training.Native;
using MobileNetSharp.Training.Recipes;
using TorchSharp;

namespace MobileNetSharp.Training.Optimizers;

/// <summary>Adam with bias correction and decoupled weight decay; the same as PyTorch's AdamW.</summary>
sealed class AdamW(IReadOnlyList<TrainedParameter> parameters, OptimizerRecipe recipe) : Optimizer(parameters, recipe)
{
    private protected override void Update(TrainedParameter parameter, torch.Tensor gradient, double learningRate, double weightDecay)
    {
        var (beta1, beta2) = (Recipe.Momentum, Recipe.SquareDecay);
        using Scalar kept = 1 - (learningRate * weightDecay), keptMean = beta1, newMean = 1 - beta1, keptSquare = beta2, newSquare = 1 - beta2;
        if (weightDecay > 0)
            parameter.Value.mul_(kept);
        var mean = Remembered(parameter, "mean").mul_(keptMean).add_(gradient, alpha: newMean);
        var square = Remembered(parameter, "square").mul_(keptSquare).addcmul_(gradient, gradient, value: newSquare);
        var (correction1, correction2) = (1 - Math.Pow(beta1, Steps), 1 - Math.Pow(beta2, Steps));
        using Scalar bias = Math.Sqrt(correction2), epsilon = Recipe.Epsilon, step = -learningRate / correction1;
        var root = square.sqrt().div_(bias).add_(epsilon, Scalars.One);
        parameter.Value.addcdiv_(mean, root, value: step);
    }
}
