using MobileNetSharp.Training.Native;
using MobileNetSharp.Training.Recipes;
using TorchSharp;

namespace MobileNetSharp.Training.Optimizers;

/// <summary>
/// <c>s ← ρ·s + (1 − ρ)·g²; v ← μ·v + η·g/√(s + ε); w ← w − v</c>, s beginning at 1: TensorFlow 1's RMSPropOptimizer. PyTorch's
/// has ε outside the root, the learning rate outside the momentum and s from 0, which ε = 1 makes another optimizer.
/// </summary>
sealed class TensorFlowRmsProp(IReadOnlyList<TrainedParameter> parameters, OptimizerRecipe recipe) : Optimizer(parameters, recipe)
{
    private protected override void Update(TrainedParameter parameter, torch.Tensor gradient, double learningRate, double weightDecay)
    {
        using Scalar keptSquare = Recipe.SquareDecay, newSquare = 1 - Recipe.SquareDecay, epsilon = Recipe.Epsilon, kept = Recipe.Momentum, step = learningRate;
        var direction = Decayed(parameter, gradient, weightDecay);
        var square = Remembered(parameter, "square").mul_(keptSquare).addcmul_(direction, direction, value: newSquare);
        var root = square.add(epsilon, Scalars.One).sqrt_();
        var momentum = Remembered(parameter, "momentum").mul_(kept).addcdiv_(direction, root, value: step);
        parameter.Value.add_(momentum, Scalars.MinusOne);
    }
}
