using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Safetensors;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;
using MobileNetSharp.TestKit;
using MobileNetSharp.Vision.Detection;

namespace MobileNetSharp.Vision.Tests.Detection;

/// <summary>State dicts of detectors, compared with the programs that write them; eng/make_torch_detector_goldens.py made the files.</summary>
public class TorchDetectorTests
{
    const ulong Seed = 1;
    static readonly string[] Predictors = ["head.", "classification_headers.", "regression_headers.", "loc.", "conf."];

    [Theory]
    [InlineData("torchvision_ssd300")]
    [InlineData("ssd_pytorch")]
    [InlineData("mb1_ssd")]
    [InlineData("mb1_ssd_lite")]
    [InlineData("mb2_ssd_lite")]
    public void A_state_dict_detects_what_its_own_program_detects(string name)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Repository.Path($"test/data/golden/torch/detector_{name}.json")));
        using var model = SafetensorsReader.Read(StateDict(golden.RootElement));
        if (golden.RootElement.TryGetProperty("anchors", out var anchors))
            Assert.All(Anchors(model).Zip(Numbers(anchors)), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
        using var detector = new ObjectDetector(model);
        var found = detector.Detect(Image(golden.RootElement), new() { Threshold = 0.005f }).Objects;
        var expected = golden.RootElement.GetProperty("detections").EnumerateArray().Select(Numbers).ToArray();
        Assert.InRange(found.Length, Math.Min(200, golden.RootElement.GetProperty("count").GetInt32()) - 2, int.MaxValue);
        var missed = expected.Where(detection => !found.Any(other => other.Index == (int)detection[5] && Math.Abs(other.Score - detection[4]) < 1e-3
            && other.Box.IntersectionOverUnion(new(detection[0], detection[1], detection[2], detection[3])) > 0.99)).ToArray();
        // Random weights leave some pairs of boxes at the threshold of suppression.
        Assert.True(missed.Length <= 1, $"{missed.Length} of {expected.Length}: {string.Join("; ", missed.Select(detection => string.Join(", ", detection)))}");
    }

    /// <summary>Every 97th anchor, center x first.</summary>
    static float[] Anchors(Model model)
    {
        var anchors = ((SsdDecoding)model.Card.BoxDecoding!).Anchors.Create(300);
        return [.. anchors.Chunk(4).Where((_, i) => i % 97 == 0).SelectMany(anchor => new[] { anchor[1], anchor[0], anchor[3], anchor[2] })];
    }

    static RgbImage Image(JsonElement golden)
    {
        const int rows = 6, columns = 10;
        var (height, width) = (golden.GetProperty("height").GetInt32(), golden.GetProperty("width").GetInt32());
        var values = Uniform("image", rows * columns * 3, 0, 256);
        var image = new RgbImage(width, height);
        for (var i = 0; i < height * width * 3; i++)
        {
            var (y, x, c) = (i / 3 / width, i / 3 % width, i % 3);
            image.WritablePixels[i] = (byte)values[(((y * rows / height * columns) + (x * columns / width)) * 3) + c];
        }

        return image;
    }

    /// <summary>The bytes of a .safetensors file with tensors of the golden file's names and shapes.</summary>
    static byte[] StateDict(JsonElement golden)
    {
        var entries = golden.GetProperty("tensors").EnumerateArray().Select(line => line.GetString()!.Split(' '))
            .Select(parts => (Name: parts[0], Shape: parts[1].Length == 0 ? [] : parts[1].Split(',').Select(axis => int.Parse(axis, CultureInfo.InvariantCulture)).ToArray()))
            .Where(entry => entry.Shape.Length > 0).ToArray();
        var normalized = entries.Where(entry => entry.Name.EndsWith(".running_mean", StringComparison.Ordinal)).Select(entry => Layer(entry.Name)).ToHashSet();
        var (header, offset) = (new Dictionary<string, object>(), 0L);
        foreach (var (name, shape) in entries)
        {
            var end = offset + (sizeof(float) * shape.Aggregate(1L, (product, axis) => product * axis));
            header.Add(name, new Dictionary<string, object> { ["dtype"] = "F32", ["shape"] = shape, ["data_offsets"] = new[] { offset, end } });
            offset = end;
        }

        var json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(header));
        var file = new byte[sizeof(long) + json.Length + offset];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, sizeof(long));
        var next = sizeof(long) + json.Length;
        foreach (var (name, shape) in entries)
        {
            var (low, high) = Range(name, shape, normalized);
            var bytes = MemoryMarshal.AsBytes<float>(Uniform(name, shape.Aggregate(1, (product, axis) => product * axis), low, high));
            bytes.CopyTo(file.AsSpan(next));
            next += bytes.Length;
        }

        return file;
    }

    static (double Low, double High) Range(string name, int[] shape, HashSet<string> normalized)
    {
        if (shape.Length == 4)
        {
            var factor = Predictors.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) ? 0.1
                : name is "backbone.features.0.weight" or "vgg.0.weight" ? 0.01
                : 1;
            var bound = Math.Sqrt(6.0 / (shape[1] * shape[2] * shape[3])) * factor;
            return (-bound, bound);
        }

        return name[(Layer(name).Length + 1)..] switch
        {
            "weight" when normalized.Contains(Layer(name)) => (0.5, 1.5),
            "running_var" => (0.5, 1.5),
            "weight" or "scale_weight" => (10, 30),
            _ => (-0.3, 0.3),
        };
    }

    static string Layer(string name) => name[..name.LastIndexOf('.')];

    static float[] Uniform(string name, int count, double low, double high)
    {
        var stream = new RandomStream(Seed, name);
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
            value = (float)stream.NextUniform(low, high);
        return values;
    }

    static float[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];
}
