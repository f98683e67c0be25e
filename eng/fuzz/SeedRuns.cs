using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using MobileNetSharp.Cards;
using MobileNetSharp.Catalog;
using MobileNetSharp.Catalog.Downloads;
using MobileNetSharp.Formats.Safetensors;
using MobileNetSharp.Graphs;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Checkpoints;
using MobileNetSharp.Training.Classification;
using MobileNetSharp.Training.Optimizers;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Fuzz;

/// <summary>What a training run keeps, and what a download brings: files to begin with, and how they are read.</summary>
static class SeedRuns
{
    const string Member = "model.tflite";

    static readonly Recipe Recipe = new() { EmaDecay = 0.9 };

    static readonly Graph Network = Declare();

    public static IEnumerable<string> Recipes() => [.. ShippedRecipes.Names.Select(name => RecipeJson.ToJson(ShippedRecipes.Load(name))), """{"optimizer": {"learningRate": 0.01}, "phases": [{"name": "head", "epochs": 5}]} // short"""];

    public static IEnumerable<string> Settings() => [.. RecipeFields.FromRecipe(new()).Select(field => $"{field.Name}={field.Value}"), """phases=[{"name": "head", "epochs": 5, "trainedLayers": 1}]"""];

    public static IEnumerable<string> Records() =>
    [
        """{"data": "/images", "network": "mobilenet_v2_1.0_224"}""",
        """{"data": "/images", "network": "ssdlite_mobilenet_v2_320", "annotations": {"format": "pascalVoc", "imageFolder": "/photos", "unannotatedAreNegative": true, "labelsOnRawPixels": true, "firstPixel": 1}}""",
    ];

    /// <summary>As version 0.1 wrote them, without a checksum, which nearly every damaged one would fail.</summary>
    public static IEnumerable<byte[]> Checkpoints() => Checkpoints(State, new());

    /// <summary>Reads a checkpoint as a run does that goes on from it.</summary>
    public static void ReadCheckpoint(string path) => Checkpoint.Load(path).CheckFits(Network.Name, Recipe, null, (_, _) => false, path);

    public static IEnumerable<byte[]> Features()
    {
        var path = Path.Combine(SeedFiles.Scratch("feature-seeds"), "features.safetensors");
        FeatureCache.Save(path, 0, new([1, 2, 3, 4, 5, 6], [0, 2]), new([7, 8, 9], [0]));
        return [File.ReadAllBytes(path)];
    }

    /// <summary>Reads features under a checksum that is right, as nearly every damaged file would fail the one that it has.</summary>
    public static void ReadFeatures(string path)
    {
        var file = SafetensorsFile.Read(File.ReadAllBytes(path));
        var metadata = file.Metadata.ToDictionary();
        metadata[CheckpointChecksum.Key] = CheckpointChecksum.Compute(metadata, file.Tensors);
        using (var stream = File.Create(path))
            new SafetensorsFile(metadata, file.Tensors).Write(stream);
        FeatureCache.Read(path, 0);
    }

    /// <summary>A tar archive with a model and another file.</summary>
    public static IEnumerable<byte[]> Archives()
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, leaveOpen: true))
        {
            foreach (var name in new[] { "model/notes.txt", $"model/{Member}" })
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(name)) });
        }

        return [stream.ToArray()];
    }

    /// <summary>Unpacks a tar archive as a download of it is unpacked.</summary>
    public static void Unpack(string path)
    {
        var archive = $"{path}.tgz";
        using (var zipped = new GZipStream(File.Create(archive), CompressionLevel.NoCompression))
            zipped.Write(File.ReadAllBytes(path));
        try
        {
            TarGz.ExtractAsync(archive, Member, $"{path}.out", maximumBytes: 1 << 20, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (InvalidDataException e)
        {
            throw new CatalogException(CatalogFault.Import, e.Message, e); // as the catalog does
        }
    }

    static TrainingState State => new()
    {
        Phase = 0,
        Epoch = 1,
        NextBatch = 2,
        Step = 12,
        OptimizerSteps = 12,
        LossSum = 8.5,
        Images = 16,
        EpochSeconds = 1.5,
        Best = 0.5,
        Seconds = 10,
        Broken = ["a.jpg"],
        History = [new(1, "all", 10, 0.01, double.PositiveInfinity, System.Collections.Immutable.ImmutableDictionary<string, double>.Empty.Add("top-1 accuracy", 0.5), true, 100, 0.1, 8.5)],
    };

    static IEnumerable<byte[]> Checkpoints(params TrainingState[] states)
    {
        var weights = SpreadWeights.For(Network, 1);
        var learned = Network.WeightsOf().Where(spec => spec.Role != WeightRole.BatchNormCounter).ToDictionary(spec => spec.Name, spec => weights[spec.Name]);
        var optimizer = Network.WeightsOf().Where(spec => spec.Role is not (WeightRole.BatchNormCounter or WeightRole.BatchNormStatistic))
            .SelectMany(spec => Optimizer.Remembers(Recipe.Optimizer).Select(quantity => (Name: $"{spec.Name}/{quantity.Name}", Tensor: weights[spec.Name])))
            .ToDictionary(entry => entry.Name, entry => entry.Tensor);
        var path = Path.Combine(SeedFiles.Scratch("checkpoint-seeds"), "last.safetensors");
        foreach (var state in states)
        {
            new Checkpoint(Network, ModelCard.Empty, state) { Weights = weights, Averages = learned, Optimizer = optimizer }.Save(path);
            var file = SafetensorsFile.Read(File.ReadAllBytes(path));
            using var stream = new MemoryStream();
            new SafetensorsFile(file.Metadata.Where(entry => entry.Key != CheckpointChecksum.Key).ToDictionary(), file.Tensors).Write(stream);
            yield return stream.ToArray();
        }
    }

    static Graph Declare()
    {
        var g = new GraphBuilder("small");
        g.Output("logits", g.Linear("head", g.GlobalAveragePool("pool", g.ConvBnRelu6("stem", g.Input("image", new(1, 8, 8, 3)), 4, kernel: 3)), 3));
        return g.Build();
    }
}
