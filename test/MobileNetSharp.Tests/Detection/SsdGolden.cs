using System.IO.Compression;
using System.Text.Json;
using MobileNetSharp.Detection;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Tests.Detection;

/// <summary>What TensorFlow and torchvision make of the same boxes and scores: eng/make_detection_golden.py.</summary>
static class SsdGolden
{
    public static JsonElement Root { get; } = Read();

    public static float[] Anchors { get; } = Root.GetProperty("anchors").Numbers();

    public static float[] Numbers(this JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetSingle())];

    public static int[] Integers(this JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt32())];

    /// <summary>Boxes from four numbers each: left, top, right, bottom.</summary>
    public static Box[] Boxes(this JsonElement array) =>
        [.. array.EnumerateArray().Select(number => number.GetDouble()).Chunk(4).Select(edges => new Box(edges[0], edges[1], edges[2], edges[3]))];

    static JsonElement Read()
    {
        using var file = File.OpenRead(Repository.Path("test/data/golden/detection/ssd.json.gz"));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        return JsonDocument.Parse(unpacked).RootElement.Clone();
    }
}
