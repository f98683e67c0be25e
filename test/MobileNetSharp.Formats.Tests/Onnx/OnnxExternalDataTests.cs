using Google.Protobuf;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.Onnx;

/// <summary>Weights in files beside the model: found, read and packed, and never sought elsewhere.</summary>
public sealed class OnnxExternalDataTests : IDisposable
{
    static readonly byte[] Packed = new OnnxSample(13, 1, 3, 5, 7).Weight("w", 4, 3, 3, 3).Weight("b", 4).Node("Conv", "x w b", "y").Bytes();
    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("model.onnx.data")]
    [InlineData("./model.onnx.data")]
    [InlineData("weights/all.bin")]
    [InlineData("weights\\all.bin")]
    public void Weights_in_another_file_are_those_of_the_packed_model(string location)
    {
        using var packed = ModelFile.Load(new MemoryStream(Packed), ModelFormat.Onnx);
        using var model = ModelFile.Load(Write(location));
        SampleModels.AssertSameWeights(packed, model);
        Assert.Equal(packed.Graph.Outputs[0].Node.Shape, model.Graph.Outputs[0].Node.Shape);
    }

    [Fact]
    public void They_stay_in_memory_until_the_model_is_disposed_whatever_becomes_of_their_file()
    {
        var model = ModelFile.Load(Write("model.onnx.data"));
        var weight = model.Weights["y.weight"];
        File.WriteAllBytes(folder.File("model.onnx.data"), []);
        using var packed = ModelFile.Load(new MemoryStream(Packed), ModelFormat.Onnx);
        Assert.Equal(packed.Weights["y.weight"].ToFloats(), weight.ToFloats());
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => weight.ToFloats());
    }

    [Fact]
    public void A_tensor_may_leave_out_offset_and_length_and_lie_at_any_byte()
    {
        var path = Write("model.onnx.data", proto =>
        {
            var weight = proto.Graph.Initializer[0];
            File.WriteAllBytes(folder.File("w.bin"), [.. weight.RawData]);
            Externalize(weight, ("location", "w.bin"));
            var bias = proto.Graph.Initializer[1];
            File.WriteAllBytes(folder.File("b.bin"), [7, .. bias.RawData, 7]);
            Externalize(bias, ("location", "b.bin"), ("offset", "1"), ("checksum", "0"));
        });
        using var packed = ModelFile.Load(new MemoryStream(Packed), ModelFormat.Onnx);
        using var model = ModelFile.Load(path);
        SampleModels.AssertSameWeights(packed, model);
    }

    [Fact]
    public void A_converted_model_is_one_file()
    {
        using var model = ModelFile.Load(Write("model.onnx.data"));
        using var again = ModelFile.Load(new MemoryStream(model.Bytes(ModelFormat.Onnx)), ModelFormat.Onnx);
        SampleModels.AssertSameWeights(model, again);
    }

    [Theory]
    [InlineData("../model.onnx.data")]
    [InlineData("weights/../../model.onnx.data")]
    [InlineData("..\\model.onnx.data")]
    [InlineData("/etc/passwd")]
    [InlineData("\\\\server\\share\\w.bin")]
    [InlineData("C:\\w.bin")]
    [InlineData("C:w.bin")]
    [InlineData("")]
    public void A_location_outside_of_the_models_folder_is_refused(string location)
    {
        var refusal = Assert.Throws<ModelFormatException>(() => ModelFile.Load(Write("model.onnx.data", proto => Relocate(proto, "location", location))));
        Assert.Contains($"'{location}', which is not in the model's folder", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_out_of_the_folder_is_refused_and_one_within_it_is_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights that users do not have");
        using var elsewhere = new TempFolder();
        var path = Write("model.onnx.data");
        File.Move(folder.File("model.onnx.data"), elsewhere.File("data"));
        File.CreateSymbolicLink(folder.File("model.onnx.data"), elsewhere.File("data"));
        Assert.Contains("not in the model's folder", Assert.Throws<ModelFormatException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);

        File.Delete(folder.File("model.onnx.data"));
        Directory.CreateSymbolicLink(folder.File("weights"), elsewhere.Path);
        Write("model.onnx.data", proto => Relocate(proto, "location", "weights/data"));
        Assert.Contains("not in the model's folder", Assert.Throws<ModelFormatException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);

        Write("real.data");
        File.Delete(folder.File("model.onnx.data"));
        File.CreateSymbolicLink(folder.File("model.onnx.data"), "real.data");
        using var model = ModelFile.Load(path);
    }

    /// <summary>Hugging Face's cache: a folder of links to files that are named by their hash.</summary>
    [Fact]
    public void A_model_that_is_a_link_has_its_data_where_it_links_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights that users do not have");
        var path = Write("model.onnx.data");
        var (blobs, snapshot) = (Directory.CreateDirectory(folder.File("blobs")).FullName, Directory.CreateDirectory(folder.File("snapshot")).FullName);
        foreach (var (name, hash) in new[] { ("model.onnx", "1"), ("model.onnx.data", "2") })
        {
            File.Move(folder.File(name), Path.Combine(blobs, hash));
            File.CreateSymbolicLink(Path.Combine(snapshot, name), $"../blobs/{hash}");
        }

        using var model = ModelFile.Load(Path.Combine(snapshot, "model.onnx"));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_missing_file_and_one_that_is_cut_short_are_named()
    {
        var path = Write("model.onnx.data");
        var data = File.ReadAllBytes(folder.File("model.onnx.data"));
        foreach (var (length, named) in new[] { (data.Length - 1, $"which has {data.Length - 1}"), (0, "which has 0") })
        {
            File.WriteAllBytes(folder.File("model.onnx.data"), data[..length]);
            var refusal = Assert.Throws<ModelFormatException>(() => ModelFile.Load(path));
            Assert.Equal(path, refusal.Path);
            Assert.Contains("'model.onnx.data', ", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        }

        File.Delete(folder.File("model.onnx.data"));
        Assert.Contains("'model.onnx.data' is missing", Assert.Throws<ModelFormatException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_has_no_folder_so_it_is_asked_for_the_path()
    {
        var file = File.ReadAllBytes(Write("model.onnx.data"));
        var refusal = Assert.Throws<ModelFormatException>(() => ModelFile.Load(new MemoryStream(file), ModelFormat.Onnx));
        Assert.Contains("read by its path", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("offset", "-1")]
    [InlineData("offset", "1e3")]
    [InlineData("offset", "99999999999999999999")]
    [InlineData("offset", "9223372036854775807")]
    [InlineData("length", "5")]
    [InlineData("length", "")]
    public void Numbers_that_do_not_fit_are_refused(string key, string value)
    {
        var refusal = Assert.Throws<ModelFormatException>(() => ModelFile.Load(Write("model.onnx.data", proto => Relocate(proto, key, value))));
        Assert.Contains("The tensor 'w': ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("./")]
    public void A_small_file_cannot_stand_for_large_weights(string step)
    {
        var path = Write("model.onnx.data", proto =>
        {
            for (var i = 0; i < 100; i++)
            {
                var copy = proto.Graph.Initializer[0].Clone();
                copy.Name = $"w{i}";
                copy.ExternalData.Single(entry => entry.Key == "location").Value = string.Concat(Enumerable.Repeat(step, i)) + "model.onnx.data";
                proto.Graph.Initializer.Add(copy);
                proto.Graph.Node.Insert(0, new NodeProto { OpType = "Conv", Input = { "x", copy.Name }, Output = { $"c{i}" } });
                proto.Graph.Output.Add(new ValueInfoProto { Name = $"c{i}" });
            }
        });
        Assert.Contains("the tensors so far take", Assert.Throws<ModelFormatException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_models_and_data_load_or_are_refused()
    {
        var path = Write("model.onnx.data");
        var (file, data) = (File.ReadAllBytes(path), File.ReadAllBytes(folder.File("model.onnx.data")));
        var refused = HostileInput.Check<ModelFormatException>(Mutations.Create(file, 400, seed: 5), bytes => Load(bytes, data));
        Assert.InRange(refused, 100, 399);
        HostileInput.Check<ModelFormatException>(Mutations.Create(data, 100, seed: 6), bytes => Load(file, bytes));

        void Load(byte[] model, byte[] weights)
        {
            File.WriteAllBytes(path, model);
            File.WriteAllBytes(folder.File("model.onnx.data"), weights);
            ModelFile.Load(path).Dispose();
        }
    }

    /// <summary>The packed sample with its weights in a file of that location; the last step may change the model's file.</summary>
    string Write(string location, Action<ModelProto>? change = null)
    {
        var proto = ModelProto.Parser.ParseFrom(Packed);
        var data = new List<byte>();
        foreach (var tensor in proto.Graph.Initializer)
        {
            var offset = data.Count;
            data.AddRange(tensor.RawData);
            Externalize(tensor, ("location", location), ("offset", $"{offset}"), ("length", $"{data.Count - offset}"));
        }

        var path = folder.File(location.Replace('\\', '/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [.. data]);
        if (change is not null)
        {
            foreach (var (tensor, packed) in proto.Graph.Initializer.Zip(ModelProto.Parser.ParseFrom(Packed).Graph.Initializer))
                tensor.RawData = packed.RawData;
            change(proto);
            foreach (var tensor in proto.Graph.Initializer)
                tensor.RawData = ByteString.Empty;
        }

        File.WriteAllBytes(folder.File("model.onnx"), proto.ToByteArray());
        return folder.File("model.onnx");
    }

    static void Externalize(TensorProto tensor, params (string Key, string Value)[] entries)
    {
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.RawData = ByteString.Empty;
        tensor.ExternalData.Clear();
        tensor.ExternalData.Add(entries.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
    }

    static void Relocate(ModelProto proto, string key, string value) =>
        proto.Graph.Initializer[0].ExternalData.Single(entry => entry.Key == key).Value = value;
}
