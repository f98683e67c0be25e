using System.Collections.Immutable;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Formats;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Checkpoints;
using MobileNetSharp.Training.Classification;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Training.Tests.Networks;
using MobileNetSharp.Training.Trainer;

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
        { "adamw in phases, with an average", SmallRun.Recipe with { Optimizer = new() { Kind = OptimizerKind.AdamW, LearningRate = 0.01 }, Phases = SmallRun.HeadThenAll, EmaDecay = 0.9 } },
        { "balanced, with every augmentation, in bfloat16, until it is no longer better", SmallRun.Recipe with
        {
            Data = SmallRun.Recipe.Data with
            {
                Sampling = Sampling.Balanced,
                LabelSmoothing = 0.1,
                Augmentation = new(new RandomResizedCrop(), Color: new(), RandAugment: new(), Erasing: new(), Mixing: new(MixUp: 0.2, CutMix: 1)),
            },
            Precision = Precision.BFloat16,
            EarlyStopping = new() { Patience = 2, MinimumGain = 10 }, // no epoch is that much better
        } },
    };

    public static TheoryData<string, Recipe, int> RecipesAndStops
    {
        get
        {
            var data = new TheoryData<string, Recipe, int>();
            foreach (var row in Recipes)
            {
                foreach (var reports in new[] { 7, 9 }) // in the middle of an epoch, and in another
                    data.Add(row.Data.Item1, row.Data.Item2, reports);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(RecipesAndStops))]
    public void A_run_that_was_stopped_ends_in_the_same_weights_to_the_bit(string name, Recipe recipe, int stop)
    {
        Assert.NotEmpty(name);
        using var folder = new TempFolder();
        var whole = SmallRun.Create(folder, recipe, "whole");
        var expected = whole.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        var stopped = SmallRun.Create(folder, recipe, "stopped");
        Stop(stopped, stop);
        Assert.False(File.Exists(stopped.ModelPath));
        var resumed = ClassificationRun.Open(stopped.Folder, SmallRun.Images).Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);

        SmallRun.AssertSameWeights(whole, stopped);
        Assert.Equal(expected.History.Select(Figures), resumed.History.Select(Figures));
    }

    [Fact]
    public void Two_epochs_and_two_more_are_four()
    {
        using var folder = new TempFolder();
        var whole = SmallRun.Create(folder, SmallRun.Recipe, "whole");
        whole.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        var halves = SmallRun.Create(folder, SmallRun.Recipe, "halves");
        Stop(halves, reports: int.MaxValue, epochs: 2);
        Assert.Equal(1 + 2, File.ReadAllLines(Path.Combine(halves.Folder, "metrics.csv")).Length);
        ClassificationRun.Open(halves.Folder, SmallRun.Images).Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        SmallRun.AssertSameWeights(whole, halves);
        Assert.Equal(1 + 4, File.ReadAllLines(Path.Combine(halves.Folder, "metrics.csv")).Length);
    }

    [Fact]
    public void An_epoch_that_was_stopped_after_its_last_step_keeps_its_speed()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe);
        Stop(run, reports: 3);
        Assert.All(run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken).History, epoch => Assert.True(epoch.ImagesPerSecond > 0));
    }

    [Fact]
    public void What_was_left_out_before_a_stop_is_remembered()
    {
        using var folder = new TempFolder();
        var recipe = SmallRun.Recipe with { Data = SmallRun.Recipe.Data with { SkipsBroken = true } };
        var run = SmallRun.Create(folder, recipe, splits: SmallRun.Splits with { Train = new BrokenDataset(SmallRun.Splits.Train, index => index % 2 == 0) });
        Stop(run, reports: 1);
        Assert.NotEmpty(Checkpoint.Load(Path.Combine(run.Folder, "checkpoints", "last.safetensors")).State.Broken);
    }

    [Fact]
    public void Progress_tells_the_loss_the_speed_and_the_time_that_is_left()
    {
        using var folder = new TempFolder();
        var reports = new List<TrainingProgress>();
        SmallRun.Create(folder, SmallRun.Recipe).Execute(OneThread, new Listener(reports.Add), TestContext.Current.CancellationToken);
        reports.RemoveAll(report => report.Note is not null);
        Assert.Equal(4 * (3 + 1), reports.Count); // each epoch has three batches and an end
        Assert.All(reports, progress => Assert.True(progress is { Loss: > 0, ImagesPerSecond: > 0, Steps: 3, Epochs: 4 }));
        var ends = reports.Where(progress => progress.Completed is not null).ToArray();
        Assert.Equal([(1, 3), (2, 3), (3, 3), (4, 3)], ends.Select(end => (end.Epoch, end.Step)));
        Assert.All(ends, end => Assert.Equal(end.Completed!.TrainingLoss, end.Loss));
        Assert.All(reports, progress => Assert.Equal(progress is { Epoch: 4, Step: 3 }, progress.Remaining == TimeSpan.Zero));
    }

    /// <summary>A classifier's head is its last layer, which learns on features that are computed once.</summary>
    [Fact]
    public void A_phase_of_the_head_is_that_of_a_classifier_s_last_layer()
    {
        using var folder = new TempFolder();
        var (byCount, byPart) = (Run("count", SmallRun.HeadThenAll[0]), Run("part", new() { Name = "head", Epochs = 4, Trains = TrainedPart.Head }));
        SmallRun.AssertSameWeights(byCount, byPart);
        Assert.True(File.Exists(Path.Combine(byPart.Folder, "features.safetensors")));

        TrainingRun<int, ClassificationResult> Run(string name, TrainingPhase phase)
        {
            var run = SmallRun.Create(folder, SmallRun.Recipe with { Phases = [phase] }, name);
            var notes = new List<string>();
            run.Execute(progress: new Listener(progress => notes.AddRange(progress.Note is { } note ? [note] : [])));
            Assert.Contains(phase.Trains == TrainedPart.Head ? "head: up to 4 epochs, trains the head (1 layer)" : "head: up to 4 epochs, trains the last layer", notes);
            return run;
        }
    }

    [Fact]
    public void Phases_are_announced_an_early_end_is_explained_and_a_resumed_run_says_where_it_is()
    {
        using var folder = new TempFolder();
        var recipe = SmallRun.Recipe with
        {
            Phases = [SmallRun.HeadThenAll[0] with { Epochs = 20 }, new() { Epochs = 2 }],
            EarlyStopping = new() { Metric = "validationLoss", Patience = 2, MinimumGain = 10 }, // no epoch is that much better
        };
        var run = SmallRun.Create(folder, recipe);
        Assert.Equal(["phase 1 of 2, head: up to 20 epochs, trains the last layer"], NotesOf(run, stopAt: 6)); // in the middle of the second epoch
        Assert.Equal(
            [
                "resuming at epoch 2 after step 1: epoch 2 of up to 20 in head",
                "phase 1 of 2, head: up to 20 epochs, trains the last layer",
                "head: ended after 3 of 20 epochs, 2 of them without a lower validation loss",
                "phase 2 of 2, all layers: up to 2 epochs",
            ],
            NotesOf(run));
        Assert.Equal(["every epoch is done (5); writing model and report"], NotesOf(run));

        string[] NotesOf(TrainingRun<int, ClassificationResult> run, int stopAt = -1)
        {
            using var source = new CancellationTokenSource();
            var notes = new List<string>();
            var listener = new Listener(progress =>
            {
                if (progress.Note is { } note && !note.StartsWith("computing", StringComparison.Ordinal))
                    notes.Add(note);
                else if (progress.Note is null && --stopAt == 0)
                    source.Cancel();
            });
            Assert.Equal(stopAt > 0, Record.Exception(() => run.Execute(OneThread, listener, source.Token)) is OperationCanceledException);
            return [.. notes];
        }
    }

    [Fact]
    public void The_times_of_all_parts_of_a_run_are_added_up()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe with { Phases = SmallRun.HeadThenAll });
        Stop(run, reports: 2); // in the middle of the first epoch of the first phase
        var last = Path.Combine(run.Folder, "checkpoints", "last.safetensors");
        var stopped = Checkpoint.Load(last);
        Assert.True(stopped.State is { Epoch: 0, Seconds: > 0, EpochSeconds: > 0 });

        // Far more than the rest takes on any machine.
        const double Run = 2e9, Epoch = 1e9;
        (stopped with { State = stopped.State with { Seconds = Run, EpochSeconds = Epoch } }).Save(last);
        var result = run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(result.Duration.TotalSeconds, double.BitIncrement(Run), Run + Epoch);
        Assert.InRange(result.History[0].Seconds, double.BitIncrement(Epoch), Epoch * 1.5);
        Assert.All(result.History.Skip(1), epoch => Assert.InRange(epoch.Seconds, double.Epsilon, Epoch));
    }

    [Fact]
    public void Each_start_of_a_run_writes_one_event_file_for_TensorBoard_named_by_the_time()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe with { Phases = SmallRun.HeadThenAll });
        Stop(run, reports: int.MaxValue, epochs: 5);
        var first = Assert.Single(Files());
        var result = run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        var second = Assert.Single(Files(), file => file != first);
        run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(2, Files().Length); // nothing was trained

        Assert.All(Files(), file => Assert.InRange(
            long.Parse(Path.GetFileName(file).Split('.')[3], System.Globalization.CultureInfo.InvariantCulture),
            DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds(), DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
        var events = EventFileReader.Read(first).Concat(EventFileReader.Read(second)).ToArray();
        Assert.Equal(result.History.Select(epoch => ((long)epoch.Epoch, (float)epoch.TrainingLoss)), Scalars("loss/training"));
        Assert.Equal(result.History.Select(epoch => ((long)epoch.Epoch, (float)epoch.Top1)), Scalars("accuracy/top1"));

        string[] Files() => Directory.GetFiles(Path.Combine(run.Folder, "tensorboard"), "events.out.tfevents.*");

        IEnumerable<(long, float)> Scalars(string tag) => events.Where(scalar => scalar.Tag == tag).Select(scalar => (scalar.Step, scalar.Value));
    }

    [Fact]
    public void The_table_of_a_run_that_an_older_version_began_leaves_open_what_it_lacks()
    {
        using var folder = new TempFolder();
        var files = new RunFiles(folder.Path);
        var epoch = new EpochResult(1, "all", 3, 0.1, 2, ImmutableDictionary<string, double>.Empty.Add("loss", 2), true, 10, 0, 1);
        using (var log = new MetricsLog(files, ClassificationMetrics.All, [epoch]))
            log.Add(epoch with { Epoch = 2 });
        var lines = File.ReadAllLines(files.Metrics);
        Assert.Equal([7, 7, 7], lines.Select(line => line.Split(',').Length - 5));
        Assert.All(lines[1..], line => Assert.Contains(",NaN,NaN,NaN,", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_training_decodes_images_at_a_fraction_of_their_size()
    {
        using var folder = new TempFolder();
        var (train, validation) = (new ReducedLoads(SmallRun.Splits.Train), new ReducedLoads(SmallRun.Splits.Validation));
        var splits = SmallRun.Splits with { Train = train, Validation = validation };
        SmallRun.Create(folder, SmallRun.Recipe, "whole", splits).Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (train.Reduced, validation.Reduced));
        var recipe = SmallRun.Recipe with { Data = SmallRun.Recipe.Data with { ScaledDecoding = true }, Phases = SmallRun.HeadThenAll };
        SmallRun.Create(folder, recipe, "reduced", splits).Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(0, validation.Reduced);
        Assert.True(train.Reduced >= 2 * 24, "every image of the phases that train the network");
    }

    [Fact]
    public async Task A_run_waits_for_another_and_says_so_and_the_wait_can_be_canceled()
    {
        using var folder = new TempFolder();
        using var source = new CancellationTokenSource();
        var (first, second) = (SmallRun.Create(folder, SmallRun.Recipe, "first"), SmallRun.Create(folder, SmallRun.Recipe, "second"));
        var notes = new List<string?>();
        Task? waiting = null;
        await first.RunAsync(OneThread, new Listener(_ =>
        {
            if (waiting is not null)
                return;
            waiting = second.RunAsync(OneThread, new Listener(progress => notes.Add(progress.Note)), source.Token);
            source.Cancel();
        }), TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting!);
        Assert.Contains("waiting for another run", Assert.Single(notes), StringComparison.Ordinal);
        Assert.Equal(4, (await second.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken)).History.Length);
    }

    [Fact]
    public async Task Each_run_that_waits_says_so_and_one_that_gives_up_holds_up_no_other()
    {
        using var folder = new TempFolder();
        using var source = new CancellationTokenSource();
        var beside = OneThread with { BesideOthers = true };
        TrainingRun<int, ClassificationResult>[] runs = [.. "abc".Select(name => SmallRun.Create(folder, SmallRun.Recipe, $"{name}"))];
        var notes = new List<string?>();
        Task? canceled = null, waiting = null;
        await runs[0].RunAsync(OneThread, new Listener(_ =>
        {
            if (waiting is not null)
                return;
            canceled = runs[1].RunAsync(beside, new Listener(progress => notes.Add(progress.Note)), source.Token);
            waiting = runs[2].RunAsync(beside, new Listener(progress => notes.Add(progress.Note)), TestContext.Current.CancellationToken);
            Assert.Equal(2, notes.Count(note => note is not null));
            source.Cancel();
        }), TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled!);
        await waiting!;
        Assert.Equal(2, notes.Count(note => note?.Contains("waiting for another run", StringComparison.Ordinal) == true));
        Assert.True(File.Exists(runs[2].ModelPath));
    }

    [Fact]
    public async Task Runs_that_may_go_beside_others_do_and_end_in_the_weights_of_one_that_goes_alone()
    {
        using var folder = new TempFolder();
        var recipe = SmallRun.Recipe with { Network = SmallRun.Recipe.Network with { Dropout = 0 } };
        var beside = OneThread with { BesideOthers = true };
        var (alone, first, second) = (SmallRun.Create(folder, recipe, "alone"), SmallRun.Create(folder, recipe, "first"), SmallRun.Create(folder, recipe, "second"));
        await alone.RunAsync(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Task? other = null;
        await first.RunAsync(beside, new Listener(_ => (other ??= second.RunAsync(beside, cancellationToken: TestContext.Current.CancellationToken)).Wait(TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);
        SmallRun.AssertSameWeights(alone, first);
        SmallRun.AssertSameWeights(alone, second);
    }

    [Fact]
    public void A_run_leaves_no_tensor_behind()
    {
        using var folder = new TempFolder();
        var recipe = Recipes.Skip(1).First().Data.Item2 with { Phases = [.. SmallRun.HeadThenAll] };
        SmallRun.Create(folder, recipe, "first").Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        var before = MemoryTests.Live();
        var run = SmallRun.Create(folder, recipe, "second");
        Stop(run, 7);
        run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(before, MemoryTests.Live());
    }

    [Fact]
    public void What_is_judged_is_what_is_kept()
    {
        using var folder = new TempFolder();
        // An average that lags far behind its weights, in a phase that is judged on features.
        var run = SmallRun.Create(folder, SmallRun.Recipe with { Phases = [SmallRun.HeadThenAll[0]], Optimizer = new() { LearningRate = 1 }, EmaDecay = 0.5 });
        var result = run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(result.History.Last(epoch => epoch.IsBest).ValidationLoss, result.Validation.MeanNegativeLogLikelihood, 1e-4);
    }

    [Fact]
    public void Gradients_of_small_batches_together_are_those_of_a_large_one()
    {
        using var folder = new TempFolder();
        var recipe = SmallRun.Recipe with { Phases = [SmallRun.HeadThenAll[0]], Network = SmallRun.Recipe.Network with { Dropout = 0 } };
        var large = Loss(recipe with { Data = recipe.Data with { BatchSize = 12 } }, "large");
        var small = Loss(recipe with { Data = recipe.Data with { BatchSize = 3 }, AccumulationSteps = 4 }, "small");
        Assert.Equal(large, small, 1e-5);

        double Loss(Recipe recipe, string name)
        {
            var result = SmallRun.Create(folder, recipe, name).Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(4 * 3, result.History[^1].Step); // of 12, 12 and 6 images
            return result.Validation.MeanNegativeLogLikelihood;
        }
    }

    [Fact]
    public void A_run_leaves_a_model_that_explains_itself_and_its_metrics()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Create(folder, SmallRun.Recipe);
        var result = run.Execute(OneThread, cancellationToken: TestContext.Current.CancellationToken);

        using var model = ModelFile.Load(run.ModelPath);
        Assert.Equal(SmallRun.Images.ClassNames, model.Card.Labels);
        Assert.Equal(100 * result.Validation.Top1, model.Card.Provenance.Metrics["top1Percent"], 1e-3);
        Assert.StartsWith("images: 30 images of 10 classes", model.Card.Provenance.Dataset, StringComparison.Ordinal);
        Assert.Equal("small", RecipeJson.Parse(model.Card.Provenance.Recipe!, "card").Name);
        var metrics = File.ReadAllLines(Path.Combine(run.Folder, "metrics.csv"));
        Assert.Equal(1 + 4, metrics.Length);
        Assert.All(metrics, line => Assert.Equal(metrics[0].Split(',').Length, line.Split(',').Length));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(run.Folder, "tensorboard"), "*tfevents*", SearchOption.AllDirectories));
        Assert.Equal(4, result.History.Length);
    }

    /// <summary>Stops a run at its n-th report, or once so many epochs are done.</summary>
    static void Stop(TrainingRun<int, ClassificationResult> run, int reports, int epochs = int.MaxValue)
    {
        using var source = new CancellationTokenSource();
        var listener = new Listener(progress =>
        {
            if ((progress.Note is null && --reports == 0) || progress.Completed?.Epoch == epochs)
                source.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => run.Execute(OneThread, listener, source.Token));
    }

    /// <summary>What does not depend on the clock.</summary>
    static (int, long, double, double, double, double, bool) Figures(EpochResult epoch) =>
        (epoch.Epoch, epoch.Step, epoch.LearningRate, epoch.TrainingLoss, epoch.ValidationLoss, epoch.Top1, epoch.IsBest);
}
