using TorchSharp;

namespace MobileNetSharp.Training;

/// <summary>
/// <c>s ← ρ·s + (1 − ρ)·g²; v ← μ·v + η·g/√(s + ε); w ← w − v</c>, s beginning at 1: TensorFlow 1's RMSPropOptimizer. PyTorch's
/// has ε outside the root, the learning rate outside the momentum and s from 0, which ε = 1 makes another optimiser.
/// </summary>
sealed class TensorFlowRmsProp(IReadOnlyList<TrainedParameter> parameters, OptimizerRecipe recipe) : Optimizer(parameters, recipe)
{
    private protected override void Update(TrainedParameter parameter, torch.Tensor gradient, double learningRate, double weightDecay)
    {
        var direction = Decayed(parameter, gradient, weightDecay);
        var square = Remembered(parameter, "square", initial: 1).mul_(Recipe.SquareDecay).addcmul_(direction, direction, value: 1 - Recipe.SquareDecay);
        var root = square.add(Recipe.Epsilon).sqrt_();
        var momentum = Remembered(parameter, "momentum").mul_(Recipe.Momentum).addcdiv_(direction, root, value: learningRate);
        parameter.Value.sub_(momentum);
    }
}
