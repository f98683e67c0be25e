using MobileNetSharp.Formats;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Training.Tests;

/// <summary>Whole runs: what they leave, and that stopping and resuming changes nothing.</summary>
public class TrainingRunTests
{
    static readonly TrainingOptions OneThread = new() { Threads = 1 };

    public static TheoryData<string, Recipe> Recipes => new()
    {
        { "sgd", SmallRun.Recipe },
        { "rmsprop with average, accumulation, clipping", SmallRun.Recipe with
        {
            Optimizer = new() { Kind = OptimizerKind.RmsProp, LearningRate = 0.01, SquareDecay = 0.9, Epsilon = 1 }, EmaDecay = 0.9, AccumulationSteps = 2, ClipNorm = 1,
        } },
        { "adamw in phases", SmallRun.Recipe with { Optimizer = new() { Kind = OptimizerKind.AdamW, LearningRate = 0.01 }, Phases = SmallRun.HeadThenAll } },
    };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_run_that_was_stopped_ends_in_the_same_weights_to_the_bit(string name, Recipe recipe)
    {
        Assert.NotEmpty(name);
        using var folder = new TempFolder();
        var whole = SmallRun.Create(folder, recipe, "whole");
        whole.Execute(OneThread, cancellation: TestContext.Current.CancellationToken);
        var stopped = SmallRun.Create(folder, recipe, "stopped");
        using var source = new CancellationTokenSource();
        var reports = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => stopped.Execute(OneThread, new Listener(progress =>
        {
            if (++reports == 7) // in the middle of an epoch
                source.Cancel();
        }), source.Token));
        Assert.False(File.Exists(stopped.ModelPath));

        TrainingRun.Open(stopped.Folder, SmallRun.Splits.Train.Count > 0 ? new Datasets.ShapesDataset(40, size: 32) : null).Execute(OneThread, cancellation: TestContext.Current.CancellationToken);

        using var expected = ModelFile.Load(whole.ModelPath);
        using var resumed = ModelFile.Load(stopped.ModelPath);
        foreach (var (weight, tensor) in expected.Weights)
            Assert.True(tensor.Bytes.Span.SequenceEqual(resumed.Weights[weight].Bytes.Span), weight);
    }

    [Fact]
    public void A_run_leaves_a_model_that_explains_itself_and_its_metrics()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe);
        var result = run.Execute(OneThread, cancellation: TestContext.Current.CancellationToken);

        using var model = ModelFile.Load(run.ModelPath);
        Assert.Equal(SmallRun.Splits.Train.ClassNames, model.Card.Labels);
        Assert.Equal(100 * result.Validation.Top1, model.Card.Provenance.Metrics["top1Percent"], 1e-3);
        Assert.Equal("small", RecipeJson.Parse(model.Card.Provenance.Recipe!, "card").Name);
        var metrics = File.ReadAllLines(Path.Combine(run.Folder, "metrics.csv"));
        Assert.Equal(1 + 4, metrics.Length);
        Assert.All(metrics, line => Assert.Equal(metrics[0].Split(',').Length, line.Split(',').Length));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(run.Folder, "tensorboard"), "*tfevents*", SearchOption.AllDirectories));
        Assert.Equal(4, result.History.Length);
    }
}
