using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Safetensors;
using MobileNetSharp.Graphs;
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

        RunFiles.Write(path, new SafetensorsFile(metadata, tensors).Write);
    }

    /// <summary>Reads the file. Throws a <see cref="TrainingException"/> that says what is wrong with it.</summary>
    public static Checkpoint Load(string path)
    {
        if (!File.Exists(path))
            throw new TrainingException($"{path}: there is no such checkpoint; a run folder holds one after its first second.") { Failure = TrainingFailure.NoRun };
        try
        {
            var file = SafetensorsFile.Read(File.ReadAllBytes(path));
            if (!file.Metadata.TryGetValue(StateKey, out var state) || !file.Metadata.TryGetValue(ModelKey, out var model))
                throw new ModelFormatException("This is a safetensors file, but not a checkpoint of a run.");
            var (card, graph) = ModelCardJson.Parse(model);
            return new Checkpoint(graph, card, JsonSerializer.Deserialize(state, TrainingJsonContext.Default.TrainingState) ?? throw new JsonException("The state is null."))
            {
                Weights = Group(file, "weights"),
                Averages = Group(file, "average"),
                Optimizer = Group(file, "optimizer"),
            };
        }
        catch (Exception e) when (e is ModelFormatException or JsonException)
        {
            throw new TrainingException($"{path}: {e.Message}", e) { Failure = TrainingFailure.NoRun };
        }
    }

    /// <summary>Throws a <see cref="TrainingException"/> where the network was made for other targets than the data's, or its weights are another network's.</summary>
    public void CheckFits(string network, string? mismatch, string path)
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
    }

    IEnumerable<(string Group, IReadOnlyDictionary<string, Tensor> Entries)> Groups() =>
        [("weights", Weights), ("average", Averages), ("optimizer", Optimizer)];

    static Dictionary<string, Tensor> Group(SafetensorsFile file, string group) => file.Tensors
        .Where(entry => entry.Key.StartsWith($"{group}/", StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[(group.Length + 1)..], entry => entry.Value, StringComparer.Ordinal);
}
