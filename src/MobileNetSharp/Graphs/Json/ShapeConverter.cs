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
