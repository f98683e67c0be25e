using System.Globalization;
using System.Text;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Safetensors;
using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Tests.Torch;

public class TorchVisionFilesTests
{
    /// <summary>torchvision's names and shapes at a width: a line each, <c>name 32,3,3,3</c>, without axes for a scalar.</summary>
    static List<(string Name, int[] Shape)> Golden(string width)
    {
        var lines = Encoding.ASCII.GetString(TorchFiles.Golden($"mobilenet_v2_{width}.txt")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => line.TrimEnd().Split(' ', ',')).Select(parts =>
            (parts[0], parts[1..].Select(axis => int.Parse(axis, CultureInfo.InvariantCulture)).ToArray()))];
    }

    /// <summary>A state dict of zeros over shared memory, with another number of classes.</summary>
    static Dictionary<string, Tensor> State(string width, int classes = 1000)
    {
        var zeros = new byte[1792 * 1000 * sizeof(float)];
        return Golden(width).ToDictionary(entry => entry.Name, entry =>
        {
            int[] shape = entry.Name.StartsWith("classifier", StringComparison.Ordinal) ? [classes, .. entry.Shape[1..]] : entry.Shape;
            var type = entry.Name.EndsWith("tracked", StringComparison.Ordinal) ? ElementType.Int64 : ElementType.Float32;
            return new Tensor(type, [.. shape], zeros.AsMemory(0, shape.Aggregate(1, (product, axis) => product * axis) * type.SizeBytes()));
        }, StringComparer.Ordinal);
    }

    static string Refusal(Dictionary<string, Tensor> state) =>
        Assert.Throws<ModelFormatException>(() => TorchReader.FromStateDict(state)).Message;

    [Theory]
    [InlineData("0.35", "mobilenet_v2_0.35_224", 1000)]
    [InlineData("1.0", "mobilenet_v2_1.0_224", 7)]
    [InlineData("1.4", "mobilenet_v2_1.4_224", 1)]
    public void Width_and_classes_follow_from_the_shapes(string golden, string name, int classes)
    {
        var state = State(golden, classes);
        using var model = TorchReader.FromStateDict(state);
        Assert.Equal(name, model.Graph.Name);
        Assert.Equal(classes, model.Graph.Outputs[0].Node.Channels);
        var card = KnownModels.Describe(model, new(), []);
        Assert.Equal((ModelTask.Classification, OutputKind.Logits), (card.Task, card.Outputs["logits"]));
        Assert.Equal(Preprocessing.TorchVision(), card.Preprocessing);
        Assert.Equal(classes == 1000 ? ClassNames.ImageNet : [], card.Labels);
        Assert.Equal(Golden(golden).Select(entry => state[entry.Name]), model.Graph.WeightsOf().Select(spec => model.Weights[spec.Name]));
        Assert.Equal(new BatchNorm(1e-5), model.Graph["stem.bn"].Op);
        Assert.Equal(new Padding(1, 1, 1, 1), Assert.IsType<Conv2d>(model.Graph["stem.conv"].Op).Padding);
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        var state = State("0.35");
        state.Remove("features.3.conv.2.weight");
        Assert.Contains("there is no kernel of shape [8, 48, 1, 1] left", Refusal(state), StringComparison.Ordinal);
    }

    [Fact]
    public void Counters_may_be_absent_as_in_the_oldest_checkpoints()
    {
        var state = State("0.35").Where(entry => !entry.Key.EndsWith("tracked", StringComparison.Ordinal)).ToDictionary();
        using var model = TorchReader.FromStateDict(state);
        Assert.Equal(262, model.Weights.Count);
    }

    [Fact]
    public void A_safetensors_file_with_torchvisions_names_is_that_network()
    {
        using var stream = new MemoryStream();
        new SafetensorsFile(new Dictionary<string, string> { ["format"] = "pt" }, State("0.35")).Write(stream);
        stream.Position = 0;
        using var model = ModelFile.Load(stream, ModelFormat.Safetensors);
        Assert.Equal("mobilenet_v2_0.35_224", model.Graph.Name);
        Assert.Equal(Preprocessing.TorchVision(), model.Card.Preprocessing);
    }
}
