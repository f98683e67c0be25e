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

    public static IEnumerable<string> Labels() =>
    [
        "cat\ndog\n\nhouse\n",
        "0 Cat\r\n1 Dog\r\n# no more\r\n",
        """{"0": "cat", "1": "dog"}""",
        """["cat", "dog"]""",
        """{"id2label": {"0": "cat", "1": "dog"}}""",
        "item {\n  id: 1\n  name: 'cat'\n  display_name: \"Cat\"\n}\nitem { id: 3 name: 'dog' }\n",
    ];

    public static IEnumerable<string> Preprocessings() =>
    [
        "tensorflow", "torchvision,short-side=232", "raw",
        "square,size=224x160,order=bgr,scale=1/255,mean=0.485/0.456/0.406,deviation=0.229/0.224/0.225,interpolation=lanczos",
    ];

    public static IEnumerable<string> PreprocessingsAsJson() =>
    [
        """{"cropFraction": 0.875, "mean": [127.5, 127.5, 127.5], "deviation": [127.5, 127.5, 127.5]}""",
        """{"do_resize": true, "size": {"shortest_edge": 256}, "do_center_crop": true, "crop_size": {"height": 224, "width": 224}, "do_rescale": true, "rescale_factor": 0.00392156862745098, "do_normalize": true, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "resample": 2}""",
    ];

    public static IEnumerable<string> BoxDecodings() =>
    [
        """{"kind": "ssd", "anchors": {"maps": [{"height": 2, "width": 2, "shapes": [{"scale": 0.2, "aspectRatio": 1}, {"scale": 0.3, "aspectRatio": 2}]}], "stored": []}, "coder": {"centerFactor": 10, "sizeFactor": 5, "order": "XYWidthHeight", "maximumLogarithm": 4.1}, "scoreFunction": "Softmax", "hasBackground": true, "suppression": {"kind": "BestClass", "iouThreshold": 0.5, "scoreThreshold": 0.01, "maximumDetections": 10, "maximumPerClass": 5, "maximumClassesPerBox": 1, "maximumCandidates": 400, "clipsFirst": true}}""",
        """{"kind": "ssd", "anchors": {"maps": [], "stored": [0.5, 0.5, 1, 1]}}""",
        """{"kind": "yolov2", "anchors": [{"width": 1.5, "height": 2}]}""",
    ];

    public static IEnumerable<string> LabelMaps() => ["# classes\ncat = tabby cat\ndog = 207\n\na=b = 3\n"];

    public static IEnumerable<string> DetectionResults() =>
    [
        "[" + string.Join(", ", Enumerable.Range(0, 8).Select(i => FormattableString.Invariant($$"""{"image_id": {{1 + (i % 3)}}, "category_id": {{1 + (i % 2)}}, "bbox": [258.15, {{i}}, 348.26, 1e2], "score": 0.{{i}}}"""))) + "]",
        """[{"image_id":2,"category_id":9,"bbox":[0,0,4,5],"score":1,"segmentation":[[1,2,3,4]],"id":7}]""",
    ];

    public static IEnumerable<string> Splits() => [DatasetSplits.Create(Shapes, validationFraction: 0.25).ToJson()];
}
