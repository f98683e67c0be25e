using System.Globalization;

namespace MobileNetSharp.Training.Recipes;

/// <summary>What phases are called in progress and reports.</summary>
static class PhaseNames
{
    /// <summary>A phase's own name, or the layers that it trains.</summary>
    public static string Of(TrainingPhase phase) => phase.Name.Length > 0 ? phase.Name : Layers(phase);

    /// <summary>The layers that a phase trains, in words.</summary>
    public static string Layers(TrainingPhase phase) => phase switch
    {
        { Trains: TrainedPart.Head } => "head",
        { TrainedLayers: 0 } => "all layers",
        { TrainedLayers: 1 } => "last layer",
        { TrainedLayers: var count } => string.Create(CultureInfo.InvariantCulture, $"last {count} layers"),
    };
}
