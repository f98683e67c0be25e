using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training.Schedules;

/// <summary>The learning rate as a function of the time in a phase.</summary>
public static class LearningRate
{
    /// <summary>What the base rate is multiplied by, <paramref name="epoch"/> epochs (a fraction within one) into a phase of <paramref name="epochs"/>.</summary>
    public static double Factor(ScheduleRecipe schedule, double epoch, double epochs)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (epoch < schedule.WarmupEpochs)
            return epoch / schedule.WarmupEpochs;
        switch (schedule.Kind)
        {
            case ScheduleKind.Constant:
                return 1;
            case ScheduleKind.Step:
                return Math.Pow(schedule.Factor, Math.Floor(epoch / schedule.EveryEpochs));
            case ScheduleKind.Exponential:
                return Math.Pow(schedule.Factor, epoch / schedule.EveryEpochs);
            case ScheduleKind.Cosine:
                var length = epochs - schedule.WarmupEpochs;
                var progress = length > 0 ? Math.Clamp((epoch - schedule.WarmupEpochs) / length, 0, 1) : 1;
                return schedule.FinalFraction + ((1 - schedule.FinalFraction) * 0.5 * (1 + Math.Cos(Math.PI * progress)));
            default:
                throw new ArgumentOutOfRangeException(nameof(schedule), schedule.Kind, "Unknown schedule.");
        }
    }
}
