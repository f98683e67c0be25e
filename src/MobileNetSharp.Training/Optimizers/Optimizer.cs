using MobileNetSharp.Training.Recipes;
using TorchSharp;

namespace MobileNetSharp.Training.Optimizers;

/// <summary>Turns gradients into steps, in place; all that it remembers is in <see cref="State"/>, by which a run is resumed to the bit.</summary>
public abstract class Optimizer : IDisposable
{
    readonly IReadOnlyList<TrainedParameter> parameters;
    readonly Dictionary<string, torch.Tensor> state = new(StringComparer.Ordinal);

    private protected Optimizer(IReadOnlyList<TrainedParameter> parameters, OptimizerRecipe recipe) => (this.parameters, Recipe) = (parameters, recipe);

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>What it remembers, as <c>weight/quantity</c>; each of its weight's shape.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> State => state;

    private protected OptimizerRecipe Recipe { get; }

    /// <summary>The optimizer of a recipe.</summary>
    public static Optimizer Create(IReadOnlyList<TrainedParameter> parameters, OptimizerRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Kind switch
        {
            OptimizerKind.Sgd => new Sgd(parameters, recipe),
            OptimizerKind.AdamW => new AdamW(parameters, recipe),
            OptimizerKind.RmsProp => new TensorFlowRmsProp(parameters, recipe),
            _ => throw new ArgumentOutOfRangeException(nameof(recipe), recipe.Kind, "Unknown optimizer."),
        };
    }

    /// <summary>Changes every weight that has a gradient.</summary>
    public void Step(double learningRate)
    {
        Steps++;
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var parameter in parameters)
        {
            if (parameter.Value.grad is { } gradient)
                Update(parameter, gradient, learningRate, parameter.Decays ? Recipe.WeightDecay : 0);
        }
    }

    /// <summary>Goes on from a state saved after so many steps.</summary>
    public void Restore(long steps, IReadOnlyDictionary<string, torch.Tensor> saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        Steps = steps;
        Dispose();
        foreach (var (name, tensor) in saved)
            state[name] = tensor.clone().DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in state.Values)
            tensor.Dispose();
        state.Clear();
        GC.SuppressFinalize(this);
    }

    private protected abstract void Update(TrainedParameter parameter, torch.Tensor gradient, double learningRate, double weightDecay);

    /// <summary>A remembered quantity of a weight, which begins at 0 or 1 everywhere.</summary>
    private protected torch.Tensor Remembered(TrainedParameter parameter, string quantity, int initial = 0)
    {
        var name = $"{parameter.Name}/{quantity}";
        if (!state.TryGetValue(name, out var tensor))
            state[name] = tensor = (initial == 0 ? torch.zeros_like(parameter.Value) : torch.ones_like(parameter.Value)).detach().DetachFromDisposeScope();
        return tensor;
    }

    /// <summary>The gradient with that of weight decay, <c>g + decay·w</c>.</summary>
    private protected static torch.Tensor Decayed(TrainedParameter parameter, torch.Tensor gradient, double weightDecay)
    {
        using Scalar decay = weightDecay;
        return weightDecay == 0 ? gradient : gradient.add(parameter.Value, alpha: decay);
    }
}
