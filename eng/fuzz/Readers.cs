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
        Model("onnx", ModelFormat.Onnx, "test/data/golden/**/*.onnx", "../shared/data/cases/*.onnx"),
        Model("tflite", ModelFormat.TfLite, "test/data/golden/**/*.tflite", "../shared/data/models/*.tflite"),
        Model("safetensors", ModelFormat.Safetensors, "test/data/golden/safetensors/*.safetensors"),
        new("state-dict", SeedStateDicts.Safetensors, bytes => ModelFile.Load(new MemoryStream(bytes), ModelFormat.Safetensors).Dispose(), IsOurs),
        new("checkpoint", () => SeedFiles.Find("test/data/golden/torch/*.pth").Select(SeedFiles.WithoutChecksums), bytes => TorchCheckpoint.Read(bytes).Dispose(), IsOurs),
        new("torch", SeedStateDicts.Torch, bytes => ModelFile.Load(new MemoryStream(bytes), ModelFormat.Torch).Dispose(), IsOurs),
        Image("jpeg", ".jpg"), Image("png", ".png"), Image("webp", ".webp"), Image("gif", ".gif"), Image("bmp", ".bmp"),
        Text("card", text => ModelCardJson.Parse(text), () => SeedModels.All.Select(model => ModelCardJson.ToJson(model.Card, model.Graph))),
        File("manifest", "images.csv", path => ClassificationDataset.Open(path), SeedTexts.Manifests),
        File("catalog", "catalog.json", path => _ = new ModelCatalog(new CatalogOptions { Folder = Path.GetDirectoryName(path) }).Entries, SeedTexts.Catalogs),
        File("label-map", "map.txt", path => LabelMapFile.Read(path), SeedTexts.LabelMaps),
        Text("split", text => DatasetSplits.FromJson(text, SeedTexts.Shapes), SeedTexts.Splits),
    ];

    static Reader Model(string name, ModelFormat format, params string[] files) => new(
        name, () => [.. SeedModels.In(format), .. SeedFiles.Find(files)], bytes => ModelFile.Load(new MemoryStream(bytes), format).Dispose(), IsOurs);

    static Reader Image(string name, string extension) => new(
        name, () => SeedFiles.Find($"test/data/golden/images/*{extension}", $"../shared/data/cases/*{extension}"), bytes =>
        {
            RgbImage.Decode(bytes, MaxPixels);
            RgbImage.DecodeReduced(bytes, minimumSide: 4, MaxPixels);
        }, IsOurs)
    {
        FixedBytes = MaxPixels * 16,
    };

    static Reader Text(string name, Action<string> parse, Func<IEnumerable<string>> seeds) => new(
        name, () => seeds().Select(System.Text.Encoding.UTF8.GetBytes), bytes => parse(System.Text.Encoding.UTF8.GetString(bytes)), IsOurs) { Multiple = 64 };

    /// <summary>A reader that wants a path.</summary>
    static Reader File(string name, string fileName, Action<string> read, Func<IEnumerable<string>> seeds)
    {
        var path = Path.Combine(SeedFiles.Folder($"{name}-input"), fileName);
        return new(name, () => seeds().Select(System.Text.Encoding.UTF8.GetBytes), bytes =>
        {
            System.IO.File.WriteAllBytes(path, bytes);
            read(path);
        }, IsOurs) { Multiple = 64 };
    }

    static bool IsOurs(Exception exception) => exception is MobileNetSharpException;
}
