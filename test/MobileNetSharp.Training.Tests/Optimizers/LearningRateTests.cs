using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Training.Schedules;

namespace MobileNetSharp.Training.Tests;

/// <summary>Schedules at the points that their definitions name.</summary>
public class LearningRateTests
{
    public static TheoryData<ScheduleRecipe, double, double> Points => new()
    {
        { new() { Kind = ScheduleKind.Constant }, 7.5, 1 },
        { new() { Kind = ScheduleKind.Step, Factor = 0.98, EveryEpochs = 1 }, 0.99, 1 },
        { new() { Kind = ScheduleKind.Step, Factor = 0.98, EveryEpochs = 1 }, 2.5, 0.98 * 0.98 },
        { new() { Kind = ScheduleKind.Step, Factor = 0.1, EveryEpochs = 4 }, 8, 0.01 },
        { new() { Kind = ScheduleKind.Exponential, Factor = 0.94, EveryEpochs = 2.5 }, 5, 0.94 * 0.94 },
        { new() { Kind = ScheduleKind.Cosine }, 0, 1 },
        { new() { Kind = ScheduleKind.Cosine }, 5, 0.5 },
        { new() { Kind = ScheduleKind.Cosine }, 10, 0 },
        { new() { Kind = ScheduleKind.Cosine, FinalFraction = 0.1 }, 10, 0.1 },
        { new() { Kind = ScheduleKind.Cosine, WarmupEpochs = 2 }, 1, 0.5 },
        { new() { Kind = ScheduleKind.Cosine, WarmupEpochs = 2 }, 6, 0.5 },
        { new() { Kind = ScheduleKind.Constant, WarmupEpochs = 4 }, 1, 0.25 },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public void A_schedule_goes_through_its_points(ScheduleRecipe schedule, double epoch, double expected) =>
        Assert.Equal(expected, LearningRate.Factor(schedule, epoch, epochs: 10), 1e-12);
}
