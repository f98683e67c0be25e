using System.Text.RegularExpressions;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Inference.Tests;

/// <summary>
/// The layers of the engine: a folder is a namespace, and a layer uses only those below it. Kernels are Blocks → Ops → Tiles →
/// Packing → Vectors; executors use kernels, and plans know none.
/// </summary>
public partial class LayersTests
{
    const string Root = "MobileNetSharp.Inference";

    public static TheoryData<string, string[]> Layers => new()
    {
        { "Threads", [] },
        { "Planning", [] },
        { "Reference", [] },
        { "Kernels.Vectors", ["Threads"] },
        { "Kernels.Packing", ["Kernels.Vectors"] },
        { "Kernels.Tiles", ["Kernels.Vectors", "Kernels.Packing"] },
        { "Kernels.Ops", ["Kernels.Vectors", "Kernels.Packing", "Kernels.Tiles", "Planning", "Threads"] },
        { "Kernels.Blocks", ["Kernels.Vectors", "Kernels.Packing", "Kernels.Tiles", "Kernels.Ops", "Planning", "Threads"] },
        { "Profiling", ["Kernels.Vectors"] },
        {
            "Execution",
            ["Kernels.Vectors", "Kernels.Packing", "Kernels.Tiles", "Kernels.Ops", "Kernels.Blocks", "Planning", "Profiling", "Reference", "Threads"]
        },
    };

    [Theory, MemberData(nameof(Layers))]
    public void A_layer_uses_only_the_layers_below_it(string layer, string[] below)
    {
        foreach (var file in Files().Where(file => LayerOf(file) == layer))
        {
            var above = UsedLayer().Matches(File.ReadAllText(file)).Select(match => match.Groups["layer"].Value).Except([layer, .. below]);
            Assert.True(!above.Any(), $"{Path.GetFileName(file)} of {layer} uses {string.Join(", ", above)}.");
        }
    }

    [Fact]
    public void A_folder_is_a_namespace_and_every_folder_is_a_layer()
    {
        foreach (var file in Files())
        {
            var layer = LayerOf(file);
            Assert.Contains($"\nnamespace {Root}{(layer.Length > 0 ? "." : "")}{layer};", "\n" + File.ReadAllText(file), StringComparison.Ordinal);
            Assert.True(layer.Length == 0 || Layers.Any(row => row.Data.Item1 == layer), $"{layer} is not in the table.");
        }
    }

    static IEnumerable<string> Files() => Directory.EnumerateFiles(Repository.Path($"src/{Root}"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !LayerOf(file).StartsWith("obj", StringComparison.Ordinal) && !LayerOf(file).StartsWith("bin", StringComparison.Ordinal));

    static string LayerOf(string file)
    {
        var folder = Path.GetRelativePath(Repository.Path($"src/{Root}"), Path.GetDirectoryName(file)!);
        return folder == "." ? "" : folder.Replace(Path.DirectorySeparatorChar, '.');
    }

    /// <summary>A using, or a name that begins with a layer's.</summary>
    [GeneratedRegex(@"(?:using MobileNetSharp\.Inference\.(?<layer>[\w.]+);|(?<![\w.])(?<layer>Kernels\.\w+|Planning|Execution|Profiling|Reference|Threads)\.\w)")]
    private static partial Regex UsedLayer();
}
