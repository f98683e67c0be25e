using System.Text.Json;

namespace MobileNetSharp.Graphs.Json;

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
