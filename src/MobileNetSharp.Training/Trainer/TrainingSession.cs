using System.Diagnostics;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Checkpoints;
using MobileNetSharp.Training.Devices;
using MobileNetSharp.Training.Networks;
using MobileNetSharp.Training.Optimizers;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Weights;
using TorchSharp;

namespace MobileNetSharp.Training.Trainer;

/// <summary>A run in memory: the network with its average, and where the run stands.</summary>
sealed class TrainingSession<TTarget, TResult> : IDisposable
    where TResult : EvaluationResult
{
    readonly Stopwatch watch = Stopwatch.StartNew();
    readonly double secondsBefore;

    public TrainingSession(
        RunFiles files, Recipe recipe, TrainingTask<TTarget, TResult> task, DatasetSplits<TTarget> splits, TrainingOptions options, Checkpoint checkpoint)
    {
        (Files, Recipe, Task, Splits, Options) = (files, recipe, task, splits, options);
        (State, Graph, Card, SavedOptimizer) = (checkpoint.State, checkpoint.Graph, checkpoint.Card, checkpoint.Optimizer);
        secondsBefore = State.Seconds;
        Device = TorchDevice.Parse(options.Device);
        Network = new TorchNetwork(Graph, new WeightSet(checkpoint.Weights), Device);
        Network.BatchNormMomentum = recipe.Network.BatchNormMomentum;
        if (recipe.Network.KeepsStatistics)
            Network.KeepStatistics(node => !task.IsHead(Graph, node));
        if (recipe.Precision == Precision.BFloat16)
            Network.ComputeType = torch.ScalarType.BFloat16;
        if (recipe.EmaDecay > 0)
        {
            Average = new Ema(AveragedTensors, recipe.EmaDecay);
            using var scope = torch.NewDisposeScope();
            if (checkpoint.Averages.Count > 0)
                Average.Restore(ToTorch(checkpoint.Averages));
        }
    }

    public RunFiles Files { get; }

    public Recipe Recipe { get; }

    public TrainingTask<TTarget, TResult> Task { get; }

    public DatasetSplits<TTarget> Splits { get; }

    public TrainingOptions Options { get; }

    public Graph Graph { get; }

    public ModelCard Card { get; }

    public TrainingContext Context => new(Graph, Card, Recipe);

    public torch.Device Device { get; }

    public TorchNetwork Network { get; }

    /// <summary>The moving averages of the weights; null where the recipe has none.</summary>
    public Ema? Average { get; }

    /// <summary>What is averaged: parameters, and the running statistics of batch normalization.</summary>
    public IEnumerable<KeyValuePair<string, torch.Tensor>> AveragedTensors => Network.Parameters.Concat(Network.Buffers);

    public TrainingState State { get; set; }

    /// <summary>Seconds that the run has taken so far, with those before it was resumed.</summary>
    public double Seconds => secondsBefore + watch.Elapsed.TotalSeconds;

    /// <summary>What the phase's optimizer remembered at the checkpoint that the session began from.</summary>
    public IReadOnlyDictionary<string, Tensor> SavedOptimizer { get; }

    public int BatchSize(TrainingPhase phase) => phase.BatchSize > 0 ? phase.BatchSize : Recipe.Data.BatchSize;

    public Sampler Sampler() => TrainingImages.CreateSampler(Recipe, Splits.Train);

    /// <summary>How images are read for evaluation.</summary>
    public LoaderOptions LoaderOptions() => ModelValidation.LoaderOptions(Graph, Card, Recipe, Options);

    public void Report(IEnumerable<BrokenImage> images) => State.Broken.UnionWith(images.Select(image => image.Line));

    /// <summary>The weights that are validated and kept: the averages where there are any.</summary>
    public WeightSet KeptWeights()
    {
        var weights = Network.ToWeights();
        return Average is null ? weights : new WeightSet(weights.Select(entry => Average.Averages.TryGetValue(entry.Key, out var average)
            ? KeyValuePair.Create(entry.Key, TorchTensors.ToWeight(average))
            : entry));
    }

    /// <summary>A weight or statistic that holds a value that is not a number; null if none.</summary>
    public string? FirstNotFinite()
    {
        using var scope = torch.NewDisposeScope();
        return AveragedTensors.FirstOrDefault(entry => !entry.Value.isfinite().all().item<bool>()).Key;
    }

    /// <summary>How good weights are on the validation images.</summary>
    public TResult Validate(WeightSet weights, CancellationToken cancellationToken)
    {
        using var model = new Model(Graph, weights, Card);
        return ModelValidation.Run(Task, model, Splits.Validation, Recipe, Options, State.Broken, cancellationToken);
    }

    /// <summary>Writes the run's last checkpoint.</summary>
    public void Save(Optimizer? optimizer) => new Checkpoint(Graph, Card, State with { OptimizerSteps = optimizer?.Steps ?? 0, Seconds = Seconds })
    {
        Weights = Network.ToWeights(),
        Averages = Average is null ? Checkpoint.Nothing : FromTorch(Average.Averages),
        Optimizer = optimizer is null ? Checkpoint.Nothing : FromTorch(optimizer.State),
    }.Save(Files.Last);

    /// <summary>Copies into torch, on the device.</summary>
    public Dictionary<string, torch.Tensor> ToTorch(IReadOnlyDictionary<string, Tensor> tensors) =>
        tensors.ToDictionary(entry => entry.Key, entry => TorchTensors.FromWeight(entry.Value).to(Device), StringComparer.Ordinal);

    public void Dispose()
    {
        Average?.Dispose();
        Network.Dispose();
    }

    /// <summary>A seed for torch's own random numbers (dropout), another one at every step.</summary>
    public long StepSeed() => unchecked((long)((ulong)Recipe.Seed * 0x9E3779B97F4A7C15) ^ (State.Step * 0x2545F4914F6CDD1D));

    static Dictionary<string, Tensor> FromTorch(IReadOnlyDictionary<string, torch.Tensor> tensors) =>
        tensors.ToDictionary(entry => entry.Key, entry => TorchTensors.ToWeight(entry.Value), StringComparer.Ordinal);
}
