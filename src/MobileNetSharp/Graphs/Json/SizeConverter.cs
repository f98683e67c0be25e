using System.Text.Json;
using System.Text.Json.Serialization;

namespace MobileNetSharp.Graphs.Json;

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
