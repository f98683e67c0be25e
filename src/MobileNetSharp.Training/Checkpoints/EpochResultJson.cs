using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MobileNetSharp.Training.Checkpoints;

/// <summary>An epoch as one flat JSON object: the validation's figures stand among the others, under their names.</summary>
sealed class EpochResultJson : JsonConverter<EpochResult>
{
    static readonly ImmutableArray<string> Fixed =
        ["epoch", "phase", "step", "learningRate", "trainingLoss", "isBest", "imagesPerSecond", "waitedShare", "seconds"];

    public override EpochResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            if (JsonNode.Parse(ref reader) is not JsonObject values || Fixed.FirstOrDefault(name => values[name] is null) is not null)
                throw new JsonException("An epoch lacks a figure.");
            return new EpochResult(
                (int)values["epoch"]!, (string)values["phase"]!, (long)values["step"]!, Number(values["learningRate"]!), Number(values["trainingLoss"]!),
                values.Where(value => !Fixed.Contains(value.Key)).ToImmutableDictionary(value => value.Key, value => Number(value.Value!)),
                (bool)values["isBest"]!, Number(values["imagesPerSecond"]!), Number(values["waitedShare"]!), Number(values["seconds"]!));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or NullReferenceException or ArgumentException)
        {
            throw new JsonException($"An epoch has a figure twice, or one that is not a number: {e.Message}", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, EpochResult value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("epoch", value.Epoch);
        writer.WriteString("phase", value.Phase);
        writer.WriteNumber("step", value.Step);
        Write(writer, "learningRate", value.LearningRate);
        Write(writer, "trainingLoss", value.TrainingLoss);
        foreach (var (name, figure) in value.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
            Write(writer, name, figure);
        writer.WriteBoolean("isBest", value.IsBest);
        Write(writer, "imagesPerSecond", value.ImagesPerSecond);
        Write(writer, "waitedShare", value.WaitedShare);
        Write(writer, "seconds", value.Seconds);
        writer.WriteEndObject();
    }

    /// <summary>JSON has no infinite numbers; .NET writes them as words.</summary>
    static void Write(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumber(name, value);
        else
            writer.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    static double Number(JsonNode value) => value.GetValueKind() == JsonValueKind.String
        ? (string)value! switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, var word => throw new FormatException(word) }
        : (double)value;
}
