using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MobileNetSharp.Files;
using MobileNetSharp.Paper.Figures;
using MobileNetSharp.Training;

namespace MobileNetSharp.Paper.Experiments;

/// <summary>Figure 6 as it was reproduced: the settings, and every curve.</summary>
/// <param name="Dataset">What was learned and validated with.</param>
/// <param name="Network">What all variants have in common.</param>
/// <param name="Resolution">Height and width of the images.</param>
/// <param name="Epochs">Epochs of each training.</param>
/// <param name="Seeds">Trainings of each network: those of the seeds 1, 2, …</param>
/// <param name="Variants">In the order of <see cref="Figure6Variant.All"/>.</param>
/// <param name="Recipe">How each was trained, but for the seed.</param>
/// <param name="Version">Of this library.</param>
/// <param name="Date">When the last training was done, as yyyy-MM-dd.</param>
/// <param name="Processor">What it was done on.</param>
public sealed record Figure6Report(
    string Dataset, string Network, int Resolution, int Epochs, int Seeds, ImmutableArray<Figure6Curves> Variants, JsonElement Recipe,
    string Version, string Date, string Processor)
{
    static readonly Figure6Json Readable = new(new JsonSerializerOptions(Figure6Json.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Whether every training is done.</summary>
    [JsonIgnore]
    public bool IsComplete => Variants.All(variant => variant.Curves.Length >= Seeds);

    /// <summary>Reads what <see cref="Save"/> wrote. Throws a <see cref="TrainingException"/> where it is something else.</summary>
    public static Figure6Report Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), Figure6Json.Default.Figure6Report)
                ?? throw new TrainingException($"{path}: holds no report on Figure 6.");
        }
        catch (JsonException e)
        {
            throw new TrainingException($"{path}: this is no report on Figure 6: {e.Message}", e);
        }
    }

    /// <summary>Writes it as JSON; the file appears whole or not at all. Throws an <see cref="IOException"/> where it cannot be written.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Readable.Figure6Report) + "\n")));

    /// <summary>Whether the trainings of the other one can stand beside this one's.</summary>
    internal bool HasSettingsOf(Figure6Report other) =>
        (Dataset, Network, Resolution, Epochs) == (other.Dataset, other.Network, other.Resolution, other.Epochs) && JsonElement.DeepEquals(Recipe, other.Recipe);
}
