using System.Collections.Immutable;

namespace MobileNetSharp.Training;

/// <summary>A training run, described completely; see docs/training.md for every field. As JSON in camelCase by <see cref="RecipeJson"/>.</summary>
public sealed record Recipe
{
    /// <summary>What it is called.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>Decides every random choice: initial weights, order, augmentation, dropout.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The network.</summary>
    public NetworkRecipe Network { get; init; } = new();

    /// <summary>The images.</summary>
    public DataRecipe Data { get; init; } = new();

    /// <summary>What is trained when; each phase starts from the best weights of the one before.</summary>
    public ImmutableArray<TrainingPhase> Phases { get; init; } = [new()];

    /// <summary>How gradients become steps.</summary>
    public OptimizerRecipe Optimizer { get; init; } = new();

    /// <summary>The learning rate over a phase.</summary>
    public ScheduleRecipe Schedule { get; init; } = new();

    /// <summary>How much of the averaged weights each step keeps, such as 0.9999; 0 for no average.</summary>
    public double EmaDecay { get; init; }

    /// <summary>The longest that the gradient of all weights together may be; 0 for any length.</summary>
    public double ClipNorm { get; init; }

    /// <summary>Batches whose gradients are averaged for one step.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>The numbers that convolutions are trained in.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Which epoch is the best, and when a phase ends early.</summary>
    public EarlyStoppingRecipe EarlyStopping { get; init; } = new();

    /// <summary>How often the run is saved.</summary>
    public CheckpointRecipe Checkpoint { get; init; } = new();
}
