using System.IO.Compression;
using System.Text;
using MobileNetSharp.Formats;
using MobileNetSharp.Formats.Safetensors;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Fuzz;

/// <summary>The weights of the narrowest MobileNetV2 without its graph, as other programs save them.</summary>
static class SeedStateDicts
{
    const double Width = 0.01;

    static readonly WeightSet Weights = SpreadWeights.For(MobileNetV2.Build(new() { WidthMultiplier = Width, Classes = 2, Dialect = Dialect.PyTorch }), 1);

    /// <summary>Those of a format; none for one that holds graphs.</summary>
    public static IEnumerable<byte[]> In(ModelFormat format) => format switch
    {
        ModelFormat.Safetensors => Safetensors(),
        ModelFormat.Torch => Torch(),
        _ => [],
    };

    static IEnumerable<byte[]> Safetensors()
    {
        using var stream = new MemoryStream();
        new SafetensorsFile(new Dictionary<string, string> { ["format"] = "pt" }, Weights).Write(stream);
        return [stream.ToArray()];
    }

    /// <summary>torch.save's archive of the state dict by itself, and of one in a training script's dictionary with an unknown object.</summary>
    static IEnumerable<byte[]> Torch()
    {
        var state = $"ccollections\nOrderedDict\n)R({string.Concat(Weights.Index().Select(entry => Entry(entry.Item.Key, entry.Item.Value, entry.Index)))}u";
        return [Archive($"\x80\x02{state}."), Archive($"\x80\x02}}({Text("args")}cargparse\nNamespace\n)\x81}}{Text("lr")}K\x01sb{Text("model")}{state}u.")];
    }

    static byte[] Archive(string pickle)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "a/data.pkl", Encoding.Latin1.GetBytes(pickle));
            foreach (var (index, (_, tensor)) in Weights.Index())
                Add(archive, $"a/data/{index}", tensor.Bytes.Span);
        }

        return SeedFiles.WithoutChecksums(stream.ToArray());
    }

    static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> bytes)
    {
        using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(bytes);
    }

    /// <summary>A key and its tensor: the call that torch.save writes for a view of a whole storage.</summary>
    static string Entry(string name, Tensor tensor, int storage)
    {
        var type = tensor.Type == ElementType.Int64 ? "Long" : "Float";
        int[] strides = [.. tensor.Shape.Select((_, axis) => tensor.Shape.Skip(axis + 1).Aggregate(1, (product, size) => product * size))];
        return $"{Text(name)}ctorch._utils\n_rebuild_tensor_v2\n(({Text("storage")}ctorch\n{type}Storage\n{Text($"{storage}")}{Text("cpu")}{Number(tensor.Count)}tQ"
            + $"K\0({string.Concat(tensor.Shape.Select(Number))}t({string.Concat(strides.Select(Number))}t\x89NtR";
    }

    static string Text(string text) => $"X{Int32(text.Length)}{text}";

    static string Number(int number) => $"J{Int32(number)}";

    static string Int32(int number) => Encoding.Latin1.GetString(BitConverter.GetBytes(number));
}
