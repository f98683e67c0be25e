using System.Globalization;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Files;
using MobileNetSharp.Formats.Safetensors;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Training.Checkpoints;
using MobileNetSharp.Training.Trainer;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Classification;

/// <summary>The features of every image, computed once by the engine and kept in the run folder.</summary>
/// <param name="Values">(N, C), without augmentation.</param>
/// <param name="Indices">Which image each row is of; broken ones may be missing.</param>
sealed record FeatureCache(float[] Values, int[] Indices)
{
    const string PhaseKey = "phase";

    /// <summary>Features of one image.</summary>
    public int Channels => Indices.Length == 0 ? 0 : Values.Length / Indices.Length;

    /// <summary>The features that the node yields, of the training and the validation images.</summary>
    public static (FeatureCache Train, FeatureCache Validation) Load(
        TrainingSession<int, ClassificationResult> session, Node node, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var path = session.Files.Features;
        if (Read(path, session.State.Phase) is { } cached)
            return cached;
        progress?.Report(TrainingProgress.FromNote($"computing the features of {session.Splits.Train.Count + session.Splits.Validation.Count} images once"));
        using var model = new Model(session.Graph.WithOutputs(("features", node.Name)), session.Network.ToWeights(), ModelCard.Empty);
        using var engine = new Engine(model, new EngineOptions { Threads = session.Options.Threads });
        var (train, validation) = (Compute(session, engine, session.Splits.Train, cancellationToken), Compute(session, engine, session.Splits.Validation, cancellationToken));
        Save(path, session.State.Phase, train, validation);
        return (train, validation);
    }

    static FeatureCache Compute(TrainingSession<int, ClassificationResult> session, Engine engine, Dataset<int> images, CancellationToken cancellationToken)
    {
        const int BatchSize = 8;
        var loader = new BatchLoader<int>(images, Sampler.Sequential(images.Count), session.LoaderOptions() with { BatchSize = BatchSize });
        var size = session.Graph.Inputs[0].Shape.Size;
        var sessions = new Dictionary<int, Session>();
        var (values, indices) = (new List<float>(), new List<int>());
        foreach (var batch in loader.Epoch(0, cancellationToken: cancellationToken))
        {
            if (!sessions.TryGetValue(batch.Count, out var run))
                sessions[batch.Count] = run = engine.CreateSession(batch.Count, size.Height, size.Width);
            var features = new float[run.Outputs[0].Node.Shape.Count];
            run.Run(batch.Pixels, features, cancellationToken);
            values.AddRange(features);
            indices.AddRange(batch.Indices);
        }

        foreach (var run in sessions.Values)
            run.Dispose();
        session.Report(loader.Broken);
        return new FeatureCache([.. values], [.. indices]);
    }

    /// <summary>What a file holds for a phase; null where it is not whole, and has to be computed again.</summary>
    internal static (FeatureCache Train, FeatureCache Validation)? Read(string path, int phase)
    {
        if (!File.Exists(path) || BoundedFile.IsEmpty(path))
            return null;
        try
        {
            var file = SafetensorsFile.Read(BoundedFile.ReadBytes(path, Array.MaxLength));
            var isWhole = file.Metadata.GetValueOrDefault(PhaseKey) == phase.ToString(CultureInfo.InvariantCulture)
                && file.Metadata.GetValueOrDefault(CheckpointChecksum.Key) == CheckpointChecksum.Compute(file.Metadata, file.Tensors);
            return isWhole && Read(file, "train") is { } train && Read(file, "validation") is { } validation && train.Channels == validation.Channels
                ? (train, validation)
                : null;
        }
        catch (ModelFormatException)
        {
            return null;
        }
    }

    static FeatureCache? Read(SafetensorsFile file, string split)
    {
        if (!file.Tensors.TryGetValue(split, out var values) || !file.Tensors.TryGetValue($"{split}.indices", out var indices))
            return null;
        var fits = values.Type == ElementType.Float32 && indices.Type == ElementType.Int32
            && values.Shape.Length == 2 && indices.Shape.Length == 1 && values.Shape[0] == indices.Shape[0];
        return fits ? new(values.ToFloats(), indices.As<int>().ToArray()) : null;
    }

    internal static void Save(string path, int phase, FeatureCache train, FeatureCache validation)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, split) in new[] { ("train", train), ("validation", validation) })
        {
            tensors[name] = Tensor.FromFloats([split.Indices.Length, split.Channels], split.Values);
            tensors[$"{name}.indices"] = Tensor.FromInt32([split.Indices.Length], split.Indices);
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [PhaseKey] = phase.ToString(CultureInfo.InvariantCulture) };
        metadata.Add(CheckpointChecksum.Key, CheckpointChecksum.Compute(metadata, tensors));
        RunFiles.Write(path, new SafetensorsFile(metadata, tensors).Write);
    }
}
