using System.Text.Json;
using System.Text.Json.Serialization;

namespace MobileNetSharp.Graphs.Json;

/// <summary>A shape as <c>[1, 224, 224, 3]</c>.</summary>
sealed class ShapeConverter : JsonConverter<Shape>
{
    public override Shape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var axes = JsonIntegers.Read(ref reader, 4);
        return new Shape(axes[0], axes[1], axes[2], axes[3]);
    }

    public override void Write(Utf8JsonWriter writer, Shape value, JsonSerializerOptions options) =>
        JsonIntegers.Write(writer, [value.Batch, value.Height, value.Width, value.Channels]);
}

/// <summary>A size as <c>[height, width]</c>.</summary>
sealed class SizeConverter : JsonConverter<Size>
{
    public override Size Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var axes = JsonIntegers.Read(ref reader, 2);
        return new Size(axes[0], axes[1]);
    }

    public override void Write(Utf8JsonWriter writer, Size value, JsonSerializerOptions options) =>
        JsonIntegers.Write(writer, [value.Height, value.Width]);
}

/// <summary>Padding as <c>"same"</c> or <c>[top, left, bottom, right]</c>.</summary>
sealed class PaddingConverter : JsonConverter<Padding>
{
    public override Padding Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.ValueTextEquals("same"u8) ? Padding.Same : throw new JsonException("Padding is \"same\" or four numbers.");
        var sides = JsonIntegers.Read(ref reader, 4);
        return new Padding(sides[0], sides[1], sides[2], sides[3]);
    }

    public override void Write(Utf8JsonWriter writer, Padding value, JsonSerializerOptions options)
    {
        if (value.IsSame)
            writer.WriteStringValue("same"u8);
        else
            JsonIntegers.Write(writer, [value.Top, value.Left, value.Bottom, value.Right]);
    }
}

/// <summary>Short arrays of integers.</summary>
static class JsonIntegers
{
    public static int[] Read(ref Utf8JsonReader reader, int count)
    {
        var values = new int[count];
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException($"Expected an array of {count} integers.");
        for (var i = 0; i < count; i++)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out values[i]))
                throw new JsonException($"Expected an array of {count} integers.");
        }

        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException($"Expected an array of {count} integers.");
        return values;
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<int> values)
    {
        writer.WriteStartArray();
        foreach (var value in values)
            writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }
}
