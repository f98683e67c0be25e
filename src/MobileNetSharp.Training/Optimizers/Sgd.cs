using MobileNetSharp.Training.Native;
using MobileNetSharp.Training.Recipes;
using TorchSharp;

namespace MobileNetSharp.Training.Optimizers;

/// <summary><c>v ← μ·v + g; w ← w − η·v</c>, with Nesterov's momentum <c>w ← w − η·(g + μ·v)</c>; the same as PyTorch's SGD.</summary>
sealed class Sgd(IReadOnlyList<TrainedParameter> parameters, OptimizerRecipe recipe) : Optimizer(parameters, recipe)
{
    private protected override void Update(TrainedParameter parameter, torch.Tensor gradient, double learningRate, double weightDecay)
    {
        using Scalar kept = Recipe.Momentum, step = -learningRate;
        var direction = Decayed(parameter, gradient, weightDecay);
        if (Recipe.Momentum > 0)
        {
            var momentum = Remembered(parameter, "momentum").mul_(kept).add_(direction, Scalars.One);
            direction = Recipe.Nesterov ? direction.add(momentum, alpha: kept) : momentum;
        }

        parameter.Value.add_(direction, alpha: step);
    }
}
