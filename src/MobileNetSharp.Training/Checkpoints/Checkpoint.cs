using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Files;
using MobileNetSharp.Formats.Safetensors;
using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Checkpoints;

/// <summary>
/// A run at one moment, as one safetensors file: the network and its card, weights, their average, what the optimizer
/// remembers, and where the run stands. It appears whole or not at all.
/// </summary>
sealed record Checkpoint(Graph Graph, ModelCard Card, TrainingState State)
{
    const string ModelKey = "mobilenetsharp.model", StateKey = "mobilenetsharp.training";

    /// <summary>No tensors.</summary>
    public static IReadOnlyDictionary<string, Tensor> Nothing { get; } = new Dictionary<string, Tensor>();

    /// <summary>The weights of the network, by name.</summary>
    public required IReadOnlyDictionary<string, Tensor> Weights { get; init; }

    /// <summary>Their moving averages; empty where the recipe has none.</summary>
    public required IReadOnlyDictionary<string, Tensor> Averages { get; init; }

    /// <summary>What the optimizer remembers.</summary>
    public required IReadOnlyDictionary<string, Tensor> Optimizer { get; init; }

    /// <summary>Writes the file. Throws a <see cref="TrainingException"/> where it cannot be written; the one before it stays.</summary>
    public void Save(string path)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ModelKey] = ModelCardJson.ToJson(Card, Graph),
            [StateKey] = JsonSerializer.Serialize(State, TrainingJsonContext.Default.TrainingState),
        };
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (group, entries) in Groups())
        {
            foreach (var (name, tensor) in entries)
                tensors.Add($"{group}/{name}", tensor);
        }

        metadata.Add(CheckpointChecksum.Key, CheckpointChecksum.Compute(metadata, tensors));
        RunFiles.Write(path, new SafetensorsFile(metadata, tensors).Write);
    }

    /// <summary>Reads the file. Throws a <see cref="TrainingException"/> that says what is wrong with it.</summary>
    public static Checkpoint Load(string path)
    {
        if (!File.Exists(path))
            throw new TrainingException($"{path}: there is no such checkpoint: the run ended before its first one; begin it again in the same folder.") { Failure = TrainingFailure.NoRun };
        try
        {
            var file = SafetensorsFile.Read(BoundedFile.ReadBytes(path, Array.MaxLength));
            if (!file.Metadata.TryGetValue(StateKey, out var state) || !file.Metadata.TryGetValue(ModelKey, out var model))
                throw new ModelFormatException("This is a safetensors file, but not a checkpoint of a run.");
            CheckWhole(file);
            var (card, graph) = ModelCardJson.Parse(model);
            return new Checkpoint(graph, card, ReadState(state))
            {
                Weights = Group(file, "weights"),
                Averages = Group(file, "average"),
                Optimizer = Group(file, "optimizer"),
            };
        }
        catch (ModelFormatException e)
        {
            throw new TrainingException($"{path}: {e.Message}", e) { Failure = TrainingFailure.NoRun };
        }
    }

    /// <summary>
    /// Throws a <see cref="TrainingException"/> where the network was made for other targets than the data's, its weights are another
    /// network's, or something is missing that the recipe needs to continue.
    /// </summary>
    public void CheckFits(string network, Recipe recipe, string? mismatch, Func<Graph, Node, bool> isHead, string path)
    {
        if (Graph.Name != network)
            throw new TrainingException($"{path}: this checkpoint is of another architecture: of '{Graph.Name}', the run is of '{network}'.");
        if (mismatch is not null)
            throw new TrainingException($"{path}: {mismatch}; begin a new run.");
        foreach (var spec in Graph.WeightsOf().Where(spec => spec.Role != WeightRole.BatchNormCounter))
        {
            if (!Weights.TryGetValue(spec.Name, out var tensor) || !tensor.Shape.AsSpan().SequenceEqual(spec.Shape.AsSpan()))
                throw new TrainingException($"{path}: this checkpoint is of another architecture than '{Graph.Name}': its weight '{spec.Name}' of [{string.Join(", ", spec.Shape)}] {(tensor is null ? "is missing" : $"has [{string.Join(", ", tensor.Shape)}]")}.");
        }

        if (CheckpointContents.Fault(this, recipe, isHead) is { } fault)
            throw new TrainingException($"{path}: this checkpoint is damaged: {fault}; begin a new run.") { Failure = TrainingFailure.NoRun };
    }

    /// <summary>Version 0.1 wrote no checksum, and nothing else that is unknown.</summary>
    static void CheckWhole(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(CheckpointChecksum.Key, out var written))
        {
            if (file.Metadata.Count > 2)
                throw new ModelFormatException("This checkpoint is damaged: its checksum is missing; begin a new run.");
        }
        else if (CheckpointChecksum.Compute(file.Metadata, file.Tensors) != written)
        {
            throw new ModelFormatException("This checkpoint is damaged: its content does not have its SHA-256; begin a new run.");
        }
    }

    static TrainingState ReadState(string json)
    {
        var state = StrictJson.Read(
            json, text => JsonSerializer.Deserialize(text, TrainingJsonContext.Default.TrainingState),
            (reason, e) => new ModelFormatException($"The state of the run is invalid: {reason}", e));
        return state.Fault() is { } fault ? throw new ModelFormatException($"The state of the run is invalid: {fault}.") : state;
    }

    IEnumerable<(string Group, IReadOnlyDictionary<string, Tensor> Entries)> Groups() =>
        [("weights", Weights), ("average", Averages), ("optimizer", Optimizer)];

    static Dictionary<string, Tensor> Group(SafetensorsFile file, string group) => file.Tensors
        .Where(entry => entry.Key.StartsWith($"{group}/", StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[(group.Length + 1)..], entry => entry.Value, StringComparer.Ordinal);
}
