using MobileNetSharp.Training.Checkpoints;
using MobileNetSharp.Training.Recipes;
using static System.FormattableString;

namespace MobileNetSharp.Training.Trainer;

/// <summary>Where a run resumes, in words.</summary>
static class ResumePoint
{
    /// <summary>One line with epoch, phase and step; null for a run that is at its beginning.</summary>
    public static string? Describe(TrainingState state, Recipe recipe)
    {
        if (state is { Phase: 0, Epoch: 0, NextBatch: 0 })
            return null;
        if (state.Phase >= recipe.Phases.Length)
            return Invariant($"every epoch is done ({state.History.Count}); writing model and report");
        var phase = recipe.Phases[state.Phase];
        var step = state.NextBatch > 0 ? Invariant($" after step {Steps(state.NextBatch, recipe)}") : "";
        return Invariant($"resuming at epoch {state.History.Count + 1}{step}: epoch {Math.Min(state.Epoch + 1, Math.Max(1, phase.Epochs))} of up to {phase.Epochs} in {PhaseNames.Of(phase)}");
    }

    static int Steps(int batches, Recipe recipe) => (batches + recipe.AccumulationSteps - 1) / recipe.AccumulationSteps;
}
