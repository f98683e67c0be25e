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

    /// <summary>What the optimizer of a recipe remembers of every weight, and the value that it begins at everywhere.</summary>
    internal static (string Name, int Initial)[] Remembers(OptimizerRecipe recipe) => recipe.Kind switch
    {
        OptimizerKind.Sgd => recipe.Momentum > 0 ? [("momentum", 0)] : [],
        OptimizerKind.AdamW => [("mean", 0), ("square", 0)],
        OptimizerKind.RmsProp => [("square", 1), ("momentum", 0)],
        _ => throw new ArgumentOutOfRangeException(nameof(recipe), recipe.Kind, "Unknown optimizer."),
    };

    /// <summary>Changes every weight that has a gradient.</summary>
    public void Step(double learningRate)
    {
        if (Steps++ == 0)
            Remember();
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var parameter in parameters)
        {
            if (parameter.Value.grad is { } gradient)
                Update(parameter, gradient, learningRate, parameter.Decays ? Recipe.WeightDecay : 0);
        }
    }

    /// <summary>Continues from a state that was saved after so many steps.</summary>
    public void Restore(long steps, IReadOnlyDictionary<string, torch.Tensor> saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        Steps = steps;
        Dispose();
        foreach (var (name, tensor) in saved)
            state[name] = tensor.clone().DetachFromDisposeScope();
        Remember();
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

    /// <summary>A remembered quantity of a weight.</summary>
    private protected torch.Tensor Remembered(TrainedParameter parameter, string quantity) => state[$"{parameter.Name}/{quantity}"];

    /// <summary>Begins to remember: of all weights, with a gradient or without, so that a checkpoint shows what it lacks.</summary>
    void Remember()
    {
        using var noGradient = torch.no_grad();
        foreach (var parameter in parameters)
        {
            foreach (var (quantity, initial) in Remembers(Recipe))
            {
                if (!state.ContainsKey($"{parameter.Name}/{quantity}"))
                    state[$"{parameter.Name}/{quantity}"] = (initial == 0 ? torch.zeros_like(parameter.Value) : torch.ones_like(parameter.Value)).detach().DetachFromDisposeScope();
            }
        }
    }

    /// <summary>The gradient with that of weight decay, <c>g + decay·w</c>.</summary>
    private protected static torch.Tensor Decayed(TrainedParameter parameter, torch.Tensor gradient, double weightDecay)
    {
        using Scalar decay = weightDecay;
        return weightDecay == 0 ? gradient : gradient.add(parameter.Value, alpha: decay);
    }
}
