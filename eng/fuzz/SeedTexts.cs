using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Classification;

namespace MobileNetSharp.Fuzz;

/// <summary>Small text files to begin with.</summary>
static class SeedTexts
{
    /// <summary>The data set whose splits are read.</summary>
    public static Dataset<int> Shapes { get; } = ShapesDataset.Splits(train: 60, validation: 1).Train;

    public static IEnumerable<string> Manifests() =>
    [
        "path,label\na.jpg,cat\nb/c.jpg,dog\n\"d,e.jpg\",\"ca\"\"t\"\n",
        "filename;class\r\na.jpg;cat\r\nb\\c.jpg;dog\r\n",
        "\ufeffpath\tlabel\tsplit\na.jpg\tcat\ttrain\nb.jpg\tdog\tvalidation\n",
    ];

    public static IEnumerable<string> Catalogs() =>
    [
        """[{"name": "acme/flowers", "description": "12 flowers", "address": "https://models.acme.example/f.safetensors", "fileName": "f.safetensors", "license": "proprietary", "sizeBytes": 10624512, "sha256": "6d2f", "top1Percent": 97.4}]""",
    ];

    public static IEnumerable<string> LabelMaps() => ["# classes\ncat = tabby cat\ndog = 207\n\na=b = 3\n"];

    public static IEnumerable<string> Splits() => [DatasetSplits.Create(Shapes, validationFraction: 0.25).ToJson()];
}
