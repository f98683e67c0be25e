using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MobileNetSharp.Formats.Keras;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.Keras;

/// <summary>A file is what anyone may have written: it loads, or it is refused, in memory and time that its size justifies.</summary>
public class KerasHostileTests
{
    [Theory]
    [InlineData("teachable.h5", 1000)]
    [InlineData("functional.h5", 1000)]
    [InlineData("keras3.h5", 1000)]
    [InlineData("keras3.keras", 500)]
    [InlineData("weights.h5", 200)]
    [InlineData("latest.h5", 1000)]
    public void A_damaged_file_is_refused_or_read(string name, int count)
    {
        var refused = HostileInput.Check<ModelFormatException>(Mutations.Create(Golden(name), count, seed: name.Length), bytes => KerasReader.Read(bytes).Dispose());
        Assert.InRange(refused, count / 5, count);
    }

    /// <summary>The structure of a file, rather than its weights.</summary>
    [Theory]
    [InlineData("teachable.h5")]
    [InlineData("keras3.h5")]
    public void A_wrong_length_or_address_is_refused_or_read(string name)
    {
        var file = Golden(name);
        var mutants = Addresses(file).Select((at, i) => Changed(file, at, (i % 3) switch { 0 => at * 31 % file.Length / 8 * 8, 1 => file.Length - 1, _ => long.MaxValue }));
        HostileInput.Check<ModelFormatException>(mutants, bytes => KerasReader.Read(bytes).Dispose());
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("""{"class_name":"Sequential","config":{"layers":[""")]
    public void Text_nested_without_end_is_refused(string open)
    {
        var file = Golden("teachable.h5");
        var start = file.AsSpan().IndexOf("{\"class_name\""u8);
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(open, 200)));
        text.AsSpan(0, Math.Min(text.Length, 4000)).CopyTo(file.AsSpan(start));
        Assert.Throws<ModelFormatException>(() => KerasReader.Read(file));
    }

    /// <summary>Its two billion parts would be empty.</summary>
    [Fact]
    public void A_shuffle_of_elements_larger_than_the_chunk_is_refused()
    {
        var file = Golden("keras3.h5");
        var name = "shuffle\0"u8;
        for (var at = file.AsSpan().IndexOf(name); at >= 0;)
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at + name.Length), int.MaxValue);
            at = file.AsSpan(at + 1).IndexOf(name) is >= 0 and var next ? at + 1 + next : -1;
        }

        Assert.Contains("shuffled as elements of 2147483647", Refusal(file), StringComparison.Ordinal);
    }

    /// <summary>Two calls of a model inside, itself with two calls, and so on, are a network of any size.</summary>
    [Fact]
    public void Models_that_double_at_each_depth_do_not_fill_the_memory()
    {
        var network = """{"class_name":"Activation","config":{"name":"inner","activation":"relu"}""";
        for (var depth = 0; depth < 14; depth++)
        {
            network = $$$"""
                {"class_name":"Functional","config":{"name":"inner","layers":[{"class_name":"InputLayer","config":{"name":"x","batch_shape":[null,8]},"inbound_nodes":[]},
                {{{network}}},"inbound_nodes":[{"args":[{{{Tensor("x", 0)}}}]},{"args":[{{{Tensor("inner", depth == 0 ? 0 : 1)}}}]}]}],
                "input_layers":["x",0,0],"output_layers":["inner",{{{(depth == 0 ? 1 : 2)}}},0]}
                """;
        }

        var refusal = Refusal(Archive(network + "}"));
        Assert.Contains("many times as large", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_of_thousands_of_fields_is_refused()
    {
        var fields = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"f{i}\":1"));
        Assert.Contains("more than 200 fields", Refusal(Archive($$$"""{"class_name":"Sequential","config":{{{{fields}}}}}""")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("[1]")]
    [InlineData("1")]
    public void A_softmax_over_rows_or_columns_is_refused(string axis)
    {
        var refusal = Refusal(Archive($$$"""
            {"class_name":"Sequential","config":{"name":"s","layers":[{"class_name":"InputLayer","config":{"name":"x","batch_shape":[null,4,4,8]}},
            {"class_name":"Softmax","config":{"name":"probabilities","axis":{{{axis}}}}}]}}
            """));
        Assert.Equal("Layer 'probabilities' (Softmax): its softmax runs along another axis than the channels.", refusal);
    }

    [Fact]
    public void Layers_that_wait_for_each_other_are_refused()
    {
        var refusal = Refusal(Archive($$$"""
            {"class_name":"Functional","config":{"name":"circle","layers":[{"class_name":"InputLayer","config":{"name":"x","batch_shape":[null,8]},"inbound_nodes":[]},
            {"class_name":"ReLU","config":{"name":"a"},"inbound_nodes":[{"args":[{{{Tensor("b", 0)}}}]}]},
            {"class_name":"ReLU","config":{"name":"b"},"inbound_nodes":[{"args":[{{{Tensor("a", 0)}}}]}]}],"input_layers":["x",0,0],"output_layers":["b",0,0]}}
            """));
        Assert.Equal("Layer 'circle' (Functional): nothing computes its output 'b'.", refusal);
    }

    [Fact]
    public void Layers_in_any_order_are_read()
    {
        using var model = KerasReader.Read(Archive($$$"""
            {"class_name":"Functional","config":{"name":"reversed","layers":[
            {"class_name":"ReLU","config":{"name":"b"},"inbound_nodes":[{"args":[{{{Tensor("a", 0)}}}]}]},
            {"class_name":"ReLU","config":{"name":"a"},"inbound_nodes":[{"args":[{{{Tensor("x", 0)}}}]}]},
            {"class_name":"InputLayer","config":{"name":"x","batch_shape":[null,8]},"inbound_nodes":[]}],"input_layers":["x",0,0],"output_layers":["b",0,0]}}
            """));
        Assert.Equal(["x", "a", "b"], model.Graph.Nodes.Select(node => node.Name));
    }

    static string Tensor(string layer, int call) => $$$"""{"class_name":"__keras_tensor__","config":{"keras_history":["{{{layer}}}",{{{call}}},0]}}""";

    static string Refusal(byte[] file) => Assert.Throws<ModelFormatException>(() => KerasReader.Read(file)).Message;

    /// <summary>An archive of that configuration, with weights of another network.</summary>
    static byte[] Archive(string config)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in new[] { ("config.json", Encoding.UTF8.GetBytes(config)), ("model.weights.h5", Golden("weights.h5")) })
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Where a little-endian number of eight bytes is an address in the file.</summary>
    static IEnumerable<int> Addresses(byte[] file)
    {
        for (var at = 8; at < file.Length - 8; at += 8)
        {
            if (BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at)) is > 8 and var address && address < file.Length)
                yield return at;
        }
    }

    static Mutant Changed(byte[] file, int at, long number)
    {
        byte[] bytes = [.. file];
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), number);
        return new($"{number} at {at}", bytes);
    }

    static byte[] Golden(string name) => File.ReadAllBytes(Repository.Path($"test/data/golden/keras/{name}"));
}
