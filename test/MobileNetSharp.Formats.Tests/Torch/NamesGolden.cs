using System.Collections.Immutable;
using System.Text.Json;
using MobileNetSharp.TestKit;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Tests.Torch;

/// <summary>MobileNetV2 0.35 under the names of another program, and the logits of a module of that program's layout; eng/make_state_dict_goldens.py.</summary>
sealed record NamesGolden(ImmutableArray<(string Name, string Ours)> Names, ImmutableArray<float> Logits)
{
    static readonly TorchVisionGolden Shared = TorchVisionGolden.Load("mobilenet_v2_0.35_96");

    public static float[] Input => Shared.Input;

    public static NamesGolden Load(string name)
    {
        using var json = JsonDocument.Parse(TorchFiles.Golden($"names_{name}.json"));
        return new(
            [.. json.RootElement.GetProperty("names").EnumerateObject().Select(entry => (entry.Name, entry.Value.GetString()!))],
            [.. json.RootElement.GetProperty("logits").EnumerateArray().Select(value => value.GetSingle())]);
    }

    /// <summary>The state dict in the order of the module's.</summary>
    public List<KeyValuePair<string, Tensor>> State(string prefix = "") =>
        [.. Names.Select(entry => KeyValuePair.Create(prefix + entry.Name, Shared.Weights[entry.Ours]))];

    /// <summary>Our name of the weight that a tensor of <see cref="State"/> is.</summary>
    public static string OursOf(Tensor tensor) => Shared.Weights.Single(entry => ReferenceEquals(entry.Value, tensor)).Key;
}
