using System.Buffers.Binary;
using System.Text;
using MobileNetSharp.Formats.Safetensors;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.Safetensors;

public class SafetensorsTests
{
    /// <summary>A file of a header and so many bytes of data.</summary>
    static byte[] File(string header, int dataBytes, ulong? headerBytes = null)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + json.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, headerBytes ?? (ulong)json.Length);
        json.CopyTo(file, 8);
        return file;
    }

    static string Refusal(byte[] file) => Assert.Throws<ModelFormatException>(() => SafetensorsFile.Read(file)).Message;

    [Fact]
    public void The_layout_is_the_formats_own()
    {
        using var model = SampleModels.Quantized();
        var file = model.Bytes(ModelFormat.Safetensors);
        var headerBytes = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        var header = Encoding.UTF8.GetString(file, 8, headerBytes);
        Assert.Equal(0, (8 + headerBytes) % 8);
        Assert.StartsWith("{\"__metadata__\":{\"mobilenetsharp.model\":\"{", header, StringComparison.Ordinal);
        Assert.Contains("\"conv.bias\":{\"dtype\":\"I32\",\"shape\":[3],\"data_offsets\":[0,12]},\"conv.weight\":{\"dtype\":\"I8\",\"shape\":[3,2,1,1],\"data_offsets\":[12,18]}}", header, StringComparison.Ordinal);
        Assert.Equal(8 + headerBytes + 18, file.Length);
        Assert.Equal([1, 2, 128, 127, 0, 255], file[^6..]);
    }

    [Fact]
    public void An_independent_writers_file_is_read_and_written_again_to_the_byte()
    {
        var file = System.IO.File.ReadAllBytes(Repository.Path("test/data/golden/safetensors/spec.safetensors"));
        var content = SafetensorsFile.Read(file);
        Assert.Equal("\"quoted\" <é>", content.Metadata["näme"]);
        Assert.Equal(8, content.Tensors.Count);
        Assert.All(content.Tensors.Values, tensor => Assert.Equal(Enumerable.Range(0, tensor.Count).Select(i => (float)i), tensor.ToFloats()));
        using var stream = new MemoryStream();
        content.Write(stream);
        Assert.Equal(file, stream.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_round_trip_keeps_every_byte_of_the_file(bool quantized)
    {
        using var model = quantized ? SampleModels.Quantized() : SampleModels.Float();
        var file = model.Bytes(ModelFormat.Safetensors);
        using var again = SafetensorsReader.Read(file);
        SampleModels.AssertSameWeights(model, again);
        Assert.Equal(file, again.Bytes(ModelFormat.Safetensors));
    }

    [Fact]
    public void A_file_that_another_program_wrote_is_read_as_it_lies()
    {
        // Unsorted names, an odd offset of float16, an empty tensor, a scalar and spaces after the header.
        var file = File(
            """{"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"data_offsets":[1,5],"shape":[2],"dtype":"F16"},"empty":{"dtype":"F32","shape":[0,7],"data_offsets":[5,5]},"n":{"dtype":"I64","shape":[],"data_offsets":[5,13]},"__metadata__":{"format":"pt"}}   """, 13);
        BinaryPrimitives.WriteHalfLittleEndian(file.AsSpan(file.Length - 10), (Half)1.5f);
        var content = SafetensorsFile.Read(file);
        Assert.Equal("pt", content.Metadata["format"]);
        Assert.Equal([0, 1.5f], content.Tensors["a"].ToFloats());
        Assert.Equal([0, 7], content.Tensors["empty"].Shape);
        Assert.Empty(content.Tensors["n"].Shape);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "the file has 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "cut off")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "takes 12 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[65536,65536,65536,65536,2],"data_offsets":[0,8]}}""", "more elements")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "not an integer")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", "not an integer")]
    [InlineData("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", "F64")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", "needs")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":[]}}""", "unknown field")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "twice")]
    [InlineData("""{"__metadata__":{"a":1}}""", "String")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", "twice")]
    [InlineData("""{"__metadata__":{"a":"\ud800"}}""", "JSON")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":null,"data_offsets":[0,8]}}""", "Null")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}""", "not an integer")]
    [InlineData("""{"a":[[[[[[[[1]]]]]]]]}""", "StartObject")]
    [InlineData("""[]""", "StartObject")]
    [InlineData("""{} {}""", "JSON")]
    [InlineData("""{"a" """, "JSON")]
    public void A_broken_header_is_refused_by_name(string header, string message) =>
        Assert.Contains(message, Refusal(File(header, 8)), StringComparison.Ordinal);

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(100_000_001ul)]
    [InlineData(1000ul)]
    public void A_header_longer_than_the_file_or_the_format_allows_is_refused(ulong headerBytes) =>
        Assert.Contains("header claims", Refusal(File("{}", 0, headerBytes)), StringComparison.Ordinal);

    [Fact]
    public void A_file_without_a_network_is_refused()
    {
        var refusal = Assert.Throws<ModelFormatException>(() => SafetensorsReader.Read(File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8)));
        Assert.Contains("without a network", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quantization_that_does_not_fit_its_tensor_is_refused()
    {
        using var model = SampleModels.Quantized();
        var text = Encoding.Latin1.GetString(model.Bytes(ModelFormat.Safetensors));
        var wrong = Encoding.Latin1.GetBytes(text.Replace("\\\"axis\\\":0", "\\\"axis\\\":9", StringComparison.Ordinal));
        Assert.NotEqual(text, Encoding.Latin1.GetString(wrong));
        Assert.Throws<ModelFormatException>(() => SafetensorsReader.Read(wrong));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_damaged_file_loads_or_is_refused(bool quantized)
    {
        using var model = quantized ? SampleModels.Quantized() : SampleModels.Float();
        var refused = HostileInput.Check<ModelFormatException>(
            Mutations.Create(model.Bytes(ModelFormat.Safetensors), 1000, seed: 7), file => SafetensorsReader.Read(file).Dispose());
        Assert.InRange(refused, 500, 1000);
    }
}
