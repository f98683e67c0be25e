using MobileNetSharp.Cards;
using MobileNetSharp.Catalog;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Formats;
using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Fuzz;

/// <summary>Every reader of files that come from anywhere: a line each.</summary>
static class Readers
{
    const int MaxPixels = 1 << 20;

    public static IReadOnlyList<Reader> All { get; } =
    [
        .. Enum.GetValues<ModelFormat>().Select(Model),
        new("checkpoint", () => SeedFiles.Find("test/data/golden/torch/*.pth").Select(SeedFiles.WithoutChecksums), bytes => TorchCheckpoint.Read(bytes).Dispose(), IsOurs),
        File("external-data", "model.onnx", path => ModelFile.Load(path).Dispose(), () => SeedFiles.Find("test/data/golden/onnx/external/*.onnx"), beside: "test/data/golden/onnx/external"),
        .. SeedFiles.Extensions("test/data/golden/images").Select(Image),
        Text("card", text => ModelCardJson.Parse(text), () => SeedModels.All.Select(model => ModelCardJson.ToJson(model.Card, model.Graph))),
        File("manifest", "images.csv", path => ClassificationDataset.Open(path), SeedTexts.Manifests) with { Multiple = 256 }, // a row of few bytes is a whole path
        File("catalog", "catalog.json", path => _ = new ModelCatalog(new CatalogOptions { Folder = Path.GetDirectoryName(path) }).Entries, SeedTexts.Catalogs),
        File("labels", "labels.txt", path => LabelFile.Load(path), SeedTexts.Labels),
        Text("preprocessing", text => Preprocessing.Parse(text), SeedTexts.Preprocessings),
        Text("preprocessing-json", text => Preprocessing.FromJson(text), SeedTexts.PreprocessingsAsJson),
        File("label-map", "map.txt", path => LabelMapFile.Read(path), SeedTexts.LabelMaps),
        Text("split", text => DatasetSplits.FromJson(text, SeedTexts.Shapes), SeedTexts.Splits),
    ];

    /// <summary>Any format of models, from those that we write in it and whole files of other programs.</summary>
    static Reader Model(ModelFormat format) => new(
        $"{format}", () => [.. SeedModels.In(format), .. SeedStateDicts.In(format), .. SeedFiles.Models(format, "test/data/golden/**/*", "../shared/data/models/**/*")],
        bytes => ModelFile.Load(new MemoryStream(bytes), format).Dispose(), IsOurs);

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
        var folder = SeedFiles.Folder($"{name}-input");
        if (beside is not null)
            SeedFiles.Copy(beside, folder);
        var path = Path.Combine(folder, fileName);
        return new(name, seeds, bytes =>
        {
            System.IO.File.WriteAllBytes(path, bytes);
            read(path);
        }, IsOurs)
        { Multiple = 64 };
    }

    static bool IsOurs(Exception exception) => exception is MobileNetSharpException;
}
