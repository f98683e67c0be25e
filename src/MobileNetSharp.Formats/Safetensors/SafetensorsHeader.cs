using System.Collections.Immutable;
using System.Text.Json;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Safetensors;

/// <summary>The JSON header of a safetensors file, checked as far as that goes without the data.</summary>
sealed class SafetensorsHeader
{
    public const string MetadataName = "__metadata__";

    /// <summary>Nesting: the header, a tensor, its shape.</summary>
    const int MaxDepth = 3;

    /// <summary>The most axes that NumPy and PyTorch allow.</summary>
    const int MaxRank = 64;

    static readonly (string Name, ElementType Type)[] DTypes =
    [
        ("F32", ElementType.Float32), ("F16", ElementType.Float16), ("BF16", ElementType.BFloat16), ("I8", ElementType.Int8),
        ("U8", ElementType.UInt8), ("I32", ElementType.Int32), ("I64", ElementType.Int64),
    ];

    readonly HashSet<string> names = new(StringComparer.Ordinal);

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public List<SafetensorsEntry> Entries { get; } = [];

    public static string DType(ElementType type) => DTypes.Single(entry => entry.Type == type).Name;

    /// <summary>Parses the header; what is wrong with the JSON itself throws <see cref="JsonException"/> or <see cref="InvalidOperationException"/>.</summary>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json)
    {
        var header = new SafetensorsHeader();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        Expect(ref reader, JsonTokenType.StartObject, "the header");
        while (NextName(ref reader, "the header") is { } name)
        {
            if (!header.names.Add(name))
                throw new ModelFormatException($"The header has '{name}' twice.");
            if (name == MetadataName)
                header.ReadMetadata(ref reader);
            else
                header.Entries.Add(ReadEntry(ref reader, name));
        }

        while (reader.Read())
        {
        }

        return header;
    }

    void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, MetadataName);
        while (NextName(ref reader, MetadataName) is { } key)
        {
            Expect(ref reader, JsonTokenType.String, $"{MetadataName}.{key}");
            if (!Metadata.TryAdd(key, reader.GetString()!))
                throw new ModelFormatException($"The metadata has '{key}' twice.");
        }
    }

    static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, name);
        ElementType? type = null;
        ImmutableArray<long>? shape = null, offsets = null;
        while (NextName(ref reader, name) is { } field)
        {
            var twice = false;
            switch (field)
            {
                case "dtype":
                    (twice, type) = (type is not null, ReadType(ref reader, name));
                    break;
                case "shape":
                    (twice, shape) = (shape is not null, ReadNumbers(ref reader, name));
                    break;
                case "data_offsets":
                    (twice, offsets) = (offsets is not null, ReadNumbers(ref reader, name));
                    break;
                default:
                    throw new ModelFormatException($"The tensor '{name}' has an unknown field '{field}'.");
            }

            if (twice)
                throw new ModelFormatException($"The tensor '{name}' has the field '{field}' twice.");
        }

        if (type is null || shape is null || offsets is not [var begin, var end])
            throw new ModelFormatException($"The tensor '{name}' needs dtype, shape, and data_offsets of two numbers.");
        return Checked(name, type.Value, shape.Value, begin, end);
    }

    static SafetensorsEntry Checked(string name, ElementType type, ImmutableArray<long> shape, long begin, long end)
    {
        long count = 1;
        foreach (var axis in shape)
        {
            count = axis == 0 || count <= int.MaxValue / axis
                ? count * axis
                : throw new ModelFormatException($"The tensor '{name}' of shape [{string.Join(", ", shape)}] has more elements than a tensor may have.");
        }

        if (end < begin || end - begin != count * type.SizeBytes())
            throw new ModelFormatException(
                $"The tensor '{name}' of {count} elements of {DType(type)} takes {count * type.SizeBytes()} bytes, but its offsets are {begin} to {end}.");
        return new SafetensorsEntry(name, type, [.. shape.Select(axis => (int)axis)], begin, end);
    }

    static ElementType ReadType(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.String, $"{name}.dtype");
        var found = reader.GetString();
        foreach (var (dtype, type) in DTypes)
        {
            if (dtype == found)
                return type;
        }

        throw new ModelFormatException(
            $"The tensor '{name}' has the dtype {found}; those that can be read are {string.Join(", ", DTypes.Select(entry => entry.Name))}.");
    }

    static ImmutableArray<long> ReadNumbers(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartArray, name);
        var numbers = ImmutableArray.CreateBuilder<long>(4);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0 || number > int.MaxValue)
                throw new ModelFormatException($"The tensor '{name}' has a size or an offset that is not an integer from 0 to {int.MaxValue}.");
            if (numbers.Count == MaxRank)
                throw new ModelFormatException($"The tensor '{name}' has more than {MaxRank} axes.");
            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }

    static string? NextName(ref Utf8JsonReader reader, string where)
    {
        if (!reader.Read())
            throw new ModelFormatException($"'{where}' in the header is cut off.");
        return reader.TokenType == JsonTokenType.EndObject ? null : reader.GetString();
    }

    static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string where)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new ModelFormatException($"'{where}' in the header is {reader.TokenType}; {type} is expected.");
    }
}

/// <summary>A tensor in the header; offsets in bytes from the end of the header.</summary>
sealed record SafetensorsEntry(string Name, ElementType Type, ImmutableArray<int> Shape, long Begin, long End);
