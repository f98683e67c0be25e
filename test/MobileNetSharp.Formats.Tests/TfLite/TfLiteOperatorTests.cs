using System.Text.Json;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>
/// Operators that converters leave around a network, in files of another writer, against what TFLite itself computes:
/// eng/make_tflite_goldens.py made the files, eng/check-tflite/record.mjs the outputs.
/// </summary>
public class TfLiteOperatorTests
{
    static readonly string Folder = Repository.Path("test/data/golden/tflite");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.tflite").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void TFLites_numbers_come_out(string name)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, $"{name}.json")));
        using var model = Read(name);
        var input = Numbers(golden.RootElement.GetProperty("input").GetProperty("values"));
        if (name == "channels first network")
            input = ChannelsLast(input, channels: 3);
        foreach (var kind in Enum.GetValues<EngineKind>())
        {
            foreach (var (output, found) in model.Graph.Outputs.Zip(TfLiteParity.Run(model, kind, input)))
            {
                var expected = Numbers(golden.RootElement.GetProperty("outputs").GetProperty(output.Name));
                if (output.Layout is TensorLayout.Nch or TensorLayout.Nchw)
                    expected = ChannelsLast(expected, output.Node.Channels);
                Assert.Equal(expected.Length, found.Length);
                var scale = expected.Max(Math.Abs);
                Assert.True(scale > 1e-3, "An output near zero would agree with anything.");
                Assert.InRange(expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second)) / scale, 0, 1e-5);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_was_read_can_be_written(string name) => TfLiteParity.CheckOperators(Read(name));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_damaged_file_is_refused_or_read(string name)
    {
        var file = File.ReadAllBytes(Path.Combine(Folder, $"{name}.tflite"));
        HostileInput.Check<ModelFormatException>(Mutations.Create(file, 150, seed: name.Length), bytes => TfLiteReader.Read(bytes).Dispose());
    }

    [Theory]
    [InlineData("mul sub", "input, BatchNorm, Conv2d")]
    [InlineData("sub div per channel", "input, BatchNorm, Conv2d")]
    [InlineData("uint8 cast mul sub", "input, BatchNorm, Conv2d")]
    [InlineData("reshape by shape chain", "input, Reshape, Softmax")]
    [InlineData("resize by shape chain", "input, Resize")]
    [InlineData("squeeze expand dims", "input")]
    public void Preprocessing_is_one_node_and_what_is_constant_none(string name, string nodes)
    {
        using var model = Read(name);
        Assert.Equal(nodes, string.Join(", ", model.Graph.Nodes.Select(node => node.Op is Input ? node.Name : node.Op.GetType().Name)));
    }

    [Fact]
    public void A_network_of_PyTorchs_takes_its_image_as_ours_do_and_transposes_nothing()
    {
        using var model = Read("channels first network");
        Assert.Equal(new Shape(1, 8, 6, 3), model.Graph.Inputs[0].Shape);
        Assert.DoesNotContain(model.Graph.Nodes, node => node.Op is ChannelShuffle or Reshape);
        Assert.Contains(model.Graph.Nodes, node => node.Op is GlobalAveragePool);
        Assert.Single(model.Graph.Nodes, node => node.Op is BatchNorm); // the sum divided by its count is a mean
    }

    [Fact]
    public void A_refused_operator_is_named_with_its_position_and_what_it_computes()
    {
        TfLiteSample s = new();
        var x = s.Activation("x", [1, 2, 2, 1]);
        var y = s.Operator(19, 0, [], "y", [1, 2, 2, 1], [x]);
        var z = s.Operator(18, 21, [], "net/gate", [1, 2, 2, 1], [x, y]);
        var exception = Assert.Throws<ModelFormatException>(() => TfLiteReader.Read(s.Bytes(x, z)));
        Assert.Equal("Operator 1 (MUL, 'net/gate'): this operator has no counterpart in our graphs where both inputs are computed", exception.Message);
    }

    static Model Read(string name) => TfLiteReader.Read(File.ReadAllBytes(Path.Combine(Folder, $"{name}.tflite")));

    static float[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetSingle())];

    static float[] ChannelsLast(float[] image, int channels)
    {
        var pixels = image.Length / channels;
        return [.. Enumerable.Range(0, image.Length).Select(i => image[(i % channels * pixels) + (i / channels)])];
    }
}
