using MobileNetSharp.Cards;
using MobileNetSharp.Catalog;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using MobileNetSharp.Training.Checkpoints;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Fuzz;

/// <summary>Every reader of files that come from anywhere: a line each.</summary>
static class Readers
{
    const string DarknetFiles = "test/data/golden/darknet";

    const int MaxPixels = 1 << 20;

    const int SmallImage = 32;

    /// <summary>For the inputs and outputs of a run, and what the reference computes between them.</summary>
    const long RunBytes = 1 << 28;

    /// <summary>The formats whose files need none beside them.</summary>
    static readonly IEnumerable<ModelFormat> Alone = Enum.GetValues<ModelFormat>().Where(format => format != ModelFormat.Darknet);

    public static IReadOnlyList<Reader> All { get; } =
    [
        .. Alone.Select(Model),
        .. Alone.Select(Run),
        File("darknet", "tiny_small.weights", path => ModelFile.Load(path).Dispose(), () => SeedFiles.Find("test/data/golden/darknet/tiny_small.weights"), beside: DarknetFiles),
        File("darknet-cfg", "yolov2_small.cfg", path => ModelFile.Load(Path.ChangeExtension(path, ".weights")).Dispose(), () => SeedFiles.Find("test/data/golden/darknet/*.cfg"), beside: DarknetFiles) with { Multiple = 256 }, // a line of few bytes is a layer
        new("network", NetworkCheck.Seeds, NetworkCheck.Run, exception => exception is GraphException) { Mutate = NetworkCheck.Create, Describe = NetworkCheck.Describe, Multiple = 0, FixedBytes = RunBytes },
        new("checkpoint", () => SeedFiles.Find("test/data/golden/torch/*.pth").Select(SeedFiles.WithoutChecksums), bytes => TorchCheckpoint.Read(bytes).Dispose(), IsOurs),
        File("external-data", "model.onnx", path => ModelFile.Load(path).Dispose(), () => SeedFiles.Find("test/data/golden/onnx/external/*.onnx"), beside: "test/data/golden/onnx/external"),
        .. SeedFiles.Extensions("test/data/golden/images").Select(Image),
        Image(".jpg") with { Name = "jpg-without-end", Seeds = () => SeedFiles.Find("test/data/golden/images/*.jpg").Select(jpeg => jpeg[..^2]) },
        Text("card", text => ModelCardJson.Parse(text), () => SeedModels.All.Select(model => ModelCardJson.ToJson(model.Card, model.Graph))),
        File("manifest", "images.csv", path => ClassificationDataset.Open(path), SeedTexts.Manifests) with { Multiple = 256 }, // a row of few bytes is a whole path
        File("catalog", "catalog.json", path => _ = new ModelCatalog(new CatalogOptions { Folder = Path.GetDirectoryName(path) }).Entries, SeedTexts.Catalogs),
        File("labels", "labels.txt", path => LabelFile.Load(path), SeedTexts.Labels),
        Text("preprocessing", text => Preprocessing.Parse(text), SeedTexts.Preprocessings),
        Text("preprocessing-json", text => Preprocessing.FromJson(text), SeedTexts.PreprocessingsAsJson),
        Text("box-decoding", text => BoxDecoding.FromJson(text), SeedTexts.BoxDecodings),
        File("label-map", "map.txt", path => LabelMapFile.Read(path), SeedTexts.LabelMaps),
        File("detections", "results.json", path => CocoResults.ReadAsync(path, new SeedBoxes()).GetAwaiter().GetResult(), SeedTexts.DetectionResults),
        Text("split", text => DatasetSplits.FromJson(text, SeedTexts.Shapes), SeedTexts.Splits),
        Text("split-paths", text => DatasetSplits.TrainingImages(text, "images", SeedTexts.Shapes), SeedTexts.Splits),
        Text("recipe", text => RecipeJson.Parse(text, "recipe.json"), SeedRuns.Recipes) with { Multiple = 128 }, // it is laid over the whole recipe of defaults
        Text("recipe-setting", text => RecipeJson.With(new(), [text]), SeedRuns.Settings) with { Multiple = 128 }, // every setting writes and reads the whole recipe
        File("run-record", "run.json", path => RunRecord.Load(path), SeedRuns.Records),
        File("run-checkpoint", "last.safetensors", SeedRuns.ReadCheckpoint, SeedRuns.Checkpoints, beside: null),
        File("run-features", "features.safetensors", SeedRuns.ReadFeatures, SeedRuns.Features, beside: null),
        File("archive", "model.tar", SeedRuns.Unpack, SeedRuns.Archives, beside: null),
        .. AnnotationFuzz.All,
    ];

    /// <summary>Any format of models, from those that we write in it and whole files of other programs.</summary>
    static Reader Model(ModelFormat format) => new(
        $"{format}", () => [.. SeedModels.In(format), .. SeedStateDicts.In(format), .. SeedFiles.Models(format, "test/data/golden/**/*", "../shared/data/models/**/*")],
        bytes => ModelFile.Load(new MemoryStream(bytes), format).Dispose(), IsOurs);

    /// <summary>The same formats; both engines run what can still be read, and the boxes of detectors are decoded.</summary>
    static Reader Run(ModelFormat format)
    {
        var reader = Model(format);
        return reader with
        {
            Name = $"run-{format}",
            Read = bytes =>
            {
                // A checkpoint does not say the size of its images, and the usual one takes longer.
                using var model = ModelFile.Load(new MemoryStream(bytes), format, format == ModelFormat.Torch ? new() { InputSize = SmallImage } : null);
                BothEngines.Check(model);
                DecodedBoxes.Check(model);
            },
            FixedBytes = RunBytes,
        };
    }

    static Reader Image(string extension) => new(
        extension[1..], () => SeedFiles.Find($"test/data/golden/images/*{extension}", $"../shared/data/cases/*{extension}"), bytes =>
        {
            RgbImage.Decode(bytes, MaxPixels);
            RgbImage.DecodeReduced(bytes, minimumSide: 4, MaxPixels);
        }, IsOurs)
    {
        FixedBytes = MaxPixels * 16,
    };

    static Reader Text(string name, Action<string> parse, Func<IEnumerable<string>> seeds) => new(
        name, () => seeds().Select(System.Text.Encoding.UTF8.GetBytes), bytes => parse(System.Text.Encoding.UTF8.GetString(bytes)), IsOurs)
    { Multiple = 64 };

    /// <summary>A reader that wants a path, with whole files of a folder beside it.</summary>
    static Reader File(string name, string fileName, Action<string> read, Func<IEnumerable<string>> seeds) =>
        File(name, fileName, read, () => seeds().Select(System.Text.Encoding.UTF8.GetBytes), beside: null);

    static Reader File(string name, string fileName, Action<string> read, Func<IEnumerable<byte[]>> seeds, string? beside)
    {
        var folder = SeedFiles.Scratch(name);
        if (beside is not null)
            SeedFiles.Copy(beside, folder);
        var path = Path.Combine(folder, fileName);
        return new(name, seeds, bytes =>
        {
            System.IO.File.WriteAllBytes(path, bytes);
            read(path);
        }, exception => IsOurs(exception) || (exception is IOException && exception.Message.StartsWith(path, StringComparison.Ordinal))) // empty
        { Multiple = 64 };
    }

    static bool IsOurs(Exception exception) => exception is MobileNetSharpException;
}
