using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Training;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The arguments of <c>train</c>, whatever the task.</summary>
sealed record TrainOptions
{
    public string? Data { get; init; }

    public required string Recipe { get; init; }

    public string? Model { get; init; }

    public string? Output { get; init; }

    public string? Resume { get; init; }

    /// <summary>Height and width of a detector's input.</summary>
    public int? InputSize { get; init; }

    public double? LearningRate { get; init; }

    public int? BatchSize { get; init; }

    public int? Seed { get; init; }

    /// <summary>Whether the recipe is printed, and nothing trained.</summary>
    public bool Print { get; init; }

    public required IReadOnlyList<string> Set { get; init; }

    public int? Epochs { get; init; }

    public required IReadOnlyList<string> Export { get; init; }

    public Preprocessing? Preprocessing { get; init; }

    /// <summary>How annotations are read, where the data has boxes.</summary>
    public AnnotationOptions? Annotations { get; init; }

    public required TrainingOptions Training { get; init; }

    public string? Libtorch { get; init; }

    public bool Json { get; init; }

    public bool Quiet { get; init; }
}
