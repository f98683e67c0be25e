using System.Collections.Immutable;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Training.Tests;

/// <summary>Which epoch's weights a run keeps, and that it says why.</summary>
public class BestEpochTests
{
    [Fact]
    public void The_figure_that_chose_is_named_with_its_value()
    {
        var best = BestEpoch.Of([Epoch(1, 0.5, 0.9, isBest: true), Epoch(2, 0.0971, 0.917, isBest: true), Epoch(3, 0.2, 0.95)], ClassificationMetrics.ValidationLoss, null);
        Assert.Equal((2, "lowest validation loss 0.0971"), (best!.Epoch.Epoch, best.Reason));
    }

    [Fact]
    public void Among_equals_the_figure_that_decided_is_named_too()
    {
        var best = BestEpoch.Of(
            [Epoch(1, 0.5, 0.9, isBest: true), Epoch(2, 0.25, 0.9, isBest: true), Epoch(3, 0.3, 0.9)], ClassificationMetrics.Top1, ClassificationMetrics.ValidationLoss);
        Assert.Equal("highest top-1 90.0 %, and of several the lowest validation loss 0.25", best!.Reason);
        Assert.Equal("highest top-1 90.0 %", BestEpoch.Of([Epoch(1, 0.5, 0.9, isBest: true), Epoch(2, 0.2, 0.8)], ClassificationMetrics.Top1, ClassificationMetrics.ValidationLoss)!.Reason);
    }

    [Fact]
    public void An_epoch_within_the_minimum_gain_is_not_called_the_extreme() => Assert.Equal(
        "validation loss 0.5, no other is better by the recipe's minimum gain",
        BestEpoch.Of([Epoch(1, 0.5, 0.9, isBest: true), Epoch(2, 0.49, 0.9)], ClassificationMetrics.ValidationLoss, null)!.Reason);

    [Fact]
    public void A_run_without_an_epoch_has_no_best() => Assert.Null(BestEpoch.Of([], ClassificationMetrics.Top1, null));

    [Fact]
    public void Of_epochs_that_are_equally_good_the_one_with_the_lower_loss_is_kept()
    {
        using var folder = new TempFolder();
        // So small steps that the loss falls and no image changes its class.
        var recipe = SmallRun.Recipe with { Phases = [SmallRun.HeadThenAll[0]], Optimizer = new() { LearningRate = 1e-3 }, Network = SmallRun.Recipe.Network with { Dropout = 0 } };
        var result = SmallRun.Create(folder, recipe).Execute(new() { Threads = 1 }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Single(result.History.Select(epoch => epoch.Top1).Distinct());
        Assert.Equal(result.History.MinBy(epoch => epoch.ValidationLoss), result.Best!.Epoch);
        Assert.True(result.Best.Epoch.Epoch > 1, "the loss falls");
        Assert.Contains("of several the lowest validation loss", result.Best.Reason, StringComparison.Ordinal);
    }

    static EpochResult Epoch(int number, double loss, double top1, bool isBest = false) => new(
        number, "all", number, 0.1, 1, ImmutableDictionary<string, double>.Empty.Add("validationLoss", loss).Add("top1", top1), isBest, 1, 0, 1);
}
