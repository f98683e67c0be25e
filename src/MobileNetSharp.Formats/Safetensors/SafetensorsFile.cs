using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Safetensors;

/// <summary>
/// The content of a safetensors file: 8 bytes of header length, a JSON header with dtype, shape and offsets per tensor, then
/// the tensors' bytes. Source: https://github.com/huggingface/safetensors#format.
/// </summary>
public sealed class SafetensorsFile(IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, Tensor> tensors)
{
    internal const string CardKey = "mobilenetsharp.model";
    internal const string QuantizationKey = "mobilenetsharp.quantization";

    /// <summary>The largest header that the format allows.</summary>
    internal const int MaxHeaderBytes = 100_000_000;

    /// <summary>The bytes that hold the header's length.</summary>
    const int PrefixBytes = sizeof(ulong);

    /// <summary>Where the tensors begin is a multiple of this.</summary>
    const int AlignmentBytes = 8;

    /// <summary>The header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata;

    /// <summary>The tensors by name; quantization is not part of the format.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; } = tensors;

    /// <summary>The content of a file's bytes, which are not copied. Throws <see cref="ModelFormatException"/>.</summary>
    public static SafetensorsFile Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length < PrefixBytes)
            throw new ModelFormatException($"The file has {file.Length} bytes; a safetensors file begins with {PrefixBytes} bytes of header length.");
        var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        if (headerBytes > MaxHeaderBytes)
            throw new ModelFormatException($"The header claims {headerBytes} bytes; the format allows {MaxHeaderBytes}.", 0);
        if (headerBytes > (ulong)(file.Length - PrefixBytes))
            throw new ModelFormatException($"The header claims {headerBytes} bytes, but the file has only {file.Length}: it is cut off or not a safetensors file.", 0);
        var start = PrefixBytes + (int)headerBytes;
        try
        {
            var header = SafetensorsHeader.Parse(file.Span[PrefixBytes..start]);
            return new SafetensorsFile(header.Metadata, Slice(header, file, start));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelFormatException($"The header is not the JSON that safetensors expects: {e.Message}", e);
        }
    }

    /// <summary>Writes the file; tensors are in the order of element size and name, each at a multiple of its element size.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        KeyValuePair<string, Tensor>[] ordered =
            [.. Tensors.OrderByDescending(entry => entry.Value.Type.SizeBytes()).ThenBy(entry => entry.Key, StringComparer.Ordinal)];
        var header = WriteHeader(ordered);
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.WrittenCount);
        stream.Write(prefix);
        stream.Write(header.WrittenSpan);
        foreach (var (_, tensor) in ordered)
            stream.Write(tensor.Bytes.Span);
    }

    /// <summary>The tensors in place, after a check that they fill the file without holes and overlaps, as the format requires.</summary>
    static Dictionary<string, Tensor> Slice(SafetensorsHeader header, ReadOnlyMemory<byte> file, int start)
    {
        long end = 0;
        var tensors = new Dictionary<string, Tensor>(header.Entries.Count, StringComparer.Ordinal);
        foreach (var entry in header.Entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != end)
                throw new ModelFormatException($"The tensor '{entry.Name}' begins at {entry.Begin}, but the one before it ends at {end}: a hole or an overlap.");
            if (entry.End > file.Length - start)
                throw new ModelFormatException($"The tensor '{entry.Name}' ends at {entry.End}, but the file has only {file.Length - start} bytes of data: it is cut off.");
            end = entry.End;
            var bytes = FileBytes.Aligned(file, start + (int)entry.Begin, (int)(entry.End - entry.Begin), entry.Type.SizeBytes());
            tensors.Add(entry.Name, new Tensor(entry.Type, entry.Shape, bytes));
        }

        if (end != file.Length - start)
            throw new ModelFormatException($"The tensors end at {end}, but the file has {file.Length - start} bytes of data.");
        return tensors;
    }

    ArrayBufferWriter<byte> WriteHeader(KeyValuePair<string, Tensor>[] ordered)
    {
        var buffer = new ArrayBufferWriter<byte>();
        // JSON inside JSON: the relaxed encoder keeps its quotes at two bytes each.
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json);
            long offset = 0;
            foreach (var (name, tensor) in ordered)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype"u8, SafetensorsHeader.DType(tensor.Type));
                WriteNumbers(json, "shape", tensor.Shape.Select(axis => (long)axis));
                WriteNumbers(json, "data_offsets", [offset, offset + tensor.Bytes.Length]);
                json.WriteEndObject();
                offset += tensor.Bytes.Length;
            }

            json.WriteEndObject();
        }

        var padding = -(PrefixBytes + buffer.WrittenCount) & (AlignmentBytes - 1);
        buffer.GetSpan(AlignmentBytes)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenCount <= MaxHeaderBytes
            ? buffer
            : throw new NotSupportedException($"The header would take {buffer.WrittenCount} bytes; the format allows {MaxHeaderBytes}.");
    }

    void WriteMetadata(Utf8JsonWriter json)
    {
        if (Metadata.Count == 0)
            return;
        json.WriteStartObject(SafetensorsHeader.MetadataName);
        foreach (var (key, value) in Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
