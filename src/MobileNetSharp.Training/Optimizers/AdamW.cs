using TorchSharp;

namespace MobileNetSharp.Training;

/// <summary>Adam with bias correction and decoupled weight decay; the same as PyTorch's AdamW.</summary>
sealed class AdamW(IReadOnlyList<TrainedParameter> parameters, OptimizerRecipe recipe) : Optimizer(parameters, recipe)
{
    private protected override void Update(TrainedParameter parameter, torch.Tensor gradient, double learningRate, double weightDecay)
    {
        var (beta1, beta2) = (Recipe.Momentum, Recipe.SquareDecay);
        if (weightDecay > 0)
            parameter.Value.mul_(1 - (learningRate * weightDecay));
        var mean = Remembered(parameter, "mean").mul_(beta1).add_(gradient, alpha: 1 - beta1);
        var square = Remembered(parameter, "square").mul_(beta2).addcmul_(gradient, gradient, value: 1 - beta2);
        var (correction1, correction2) = (1 - Math.Pow(beta1, Steps), 1 - Math.Pow(beta2, Steps));
        var root = square.sqrt().div_(Math.Sqrt(correction2)).add_(Recipe.Epsilon);
        parameter.Value.addcdiv_(mean, root, value: -learningRate / correction1);
    }
}
