using System.Text.Json;
using System.Text.Json.Serialization;

namespace MobileNetSharp.Graphs.Json;

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
