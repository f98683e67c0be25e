using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Keras;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.Keras;

/// <summary>Files in Keras's own layouts give what the network in them computes; eng/make_keras_golden.py says how they were made.</summary>
public class KerasReaderTests
{
    static readonly string Folder = Repository.Path("test/data/golden/keras");

    [Theory]
    [InlineData("teachable.h5", EngineKind.Reference)]
    [InlineData("teachable.h5", EngineKind.Fast)]
    [InlineData("functional.h5", EngineKind.Reference)]
    [InlineData("functional.h5", EngineKind.Fast)]
    [InlineData("keras3.h5", EngineKind.Reference)]
    [InlineData("keras3.keras", EngineKind.Reference)]
    [InlineData("keras3.keras", EngineKind.Fast)]
    [InlineData("latest.h5", EngineKind.Reference)]
    public void A_model_computes_what_it_did_in_Keras(string name, EngineKind engine)
    {
        using var model = ModelFile.Load(Path.Combine(Folder, name));
        var expected = JsonSerializer.Deserialize<float[]>(File.ReadAllText(Path.Combine(Folder, Path.ChangeExtension(name, ".json"))))!;
        var found = KerasRun.Outputs(model, engine, Ramp(model.Graph.Inputs[0].Shape));
        Assert.Equal(expected.Length, found.Length);
        Assert.InRange(expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second)), 0, 2e-6);
    }

    [Fact]
    public void The_same_network_in_both_of_Keras_3s_formats_has_the_same_weights()
    {
        using var first = ModelFile.Load(Path.Combine(Folder, "keras3.h5"));
        using var second = ModelFile.Load(Path.Combine(Folder, "keras3.keras"));
        SampleModels.AssertSameWeights(first, second);
    }

    [Fact]
    public void Padding_before_a_strided_convolution_becomes_the_convolutions()
    {
        using var model = ModelFile.Load(Path.Combine(Folder, "teachable.h5"));
        Assert.DoesNotContain(model.Graph.Nodes, node => node.Op is Pad);
        Assert.Equal(new Padding(0, 0, 1, 1), Assert.IsType<Conv2d>(model.Graph["conv1"].Op).Padding);
    }

    [Fact]
    public void A_model_of_Teachable_Machine_brings_its_preprocessing()
    {
        using var model = ModelFile.Load(Path.Combine(Folder, "teachable.h5"));
        Assert.Equal(Preprocessing.TeachableMachine, model.Card.Preprocessing);
        using var other = ModelFile.Load(Path.Combine(Folder, "functional.h5"));
        Assert.Null(other.Card.Preprocessing);
    }

    [Fact]
    public void A_free_height_and_width_are_taken_from_the_caller()
    {
        var file = Replaced(File.ReadAllBytes(Path.Combine(Folder, "teachable.h5")), "[null, 16, 16, 3]", "[null,null,16, 3]");
        using var model = KerasReader.Read(file, new Size(20, 24));
        Assert.Equal(new Shape(1, 20, 16, 3), model.Graph.Inputs[0].Shape);
    }

    [Fact]
    public void Weights_without_a_model_are_refused_with_what_to_do()
    {
        var refusal = Assert.Throws<ModelFormatException>(() => ModelFile.Load(Path.Combine(Folder, "weights.h5")));
        Assert.Contains("weights only", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("save the whole model", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_structure_of_HDF5_that_is_not_read_is_refused_with_what_to_do() =>
        Assert.Contains("Save it again with h5py's default libver='earliest'.", Assert.Throws<ModelFormatException>(() => ModelFile.Load(Path.Combine(Folder, "dense.h5"))).Message, StringComparison.Ordinal);

    [Fact]
    public void An_archive_is_not_taken_for_a_PyTorch_checkpoint()
    {
        using var folder = new TempFolder();
        var path = folder.File("renamed.pth");
        File.Copy(Path.Combine(Folder, "keras3.keras"), path);
        using var model = ModelFile.Load(path);
        Assert.Equal("functional_1", model.Graph.Name);
    }

    [Theory]
    [InlineData("\"ReLU\"", "\"GELU\"", "Layer 'Conv1_relu' (GELU): this class of layers has no counterpart in our graphs.")]
    [InlineData("\"softmax\"", "\"softplu\"", "Layer 'dense_Dense2' (Dense): its activation 'softplu' has no counterpart in our graphs.")]
    [InlineData("\"filters\": 8", "\"filters\": 9", "Layer 'Conv1' (Conv2D): its weight 'kernel' is [3, 3, 3, 8], not [3, 3, 3, 9].")]
    [InlineData("[null, 16, 16, 3]", "[null, null,6, 3]", "The input 'sequential_1_input' takes images of any size, and the file does not say which size the network is meant for.")]
    [InlineData("\"name\": \"Conv1\"", "\"name\": \"Conv9\"", "Layer 'Conv9' (Conv2D): its weight 'kernel' is not in the file.")]
    [InlineData("\"class_name\": \"Functional\"", "\"class_name\": \"MyNetworks\"", "Layer 'model1' (MyNetworks): this class of layers has no counterpart in our graphs.")]
    public void What_cannot_be_read_is_named(string text, string replacement, string message)
    {
        var file = Replaced(File.ReadAllBytes(Path.Combine(Folder, "teachable.h5")), text, replacement);
        Assert.Equal(message, Assert.ThrowsAny<ModelFormatException>(() => KerasReader.Read(file)).Message);
    }

    /// <summary>The input of the script: element i is ((i · 7919) mod 256 − 128)/128.</summary>
    static float[] Ramp(Shape shape) => [.. Enumerable.Range(0, (int)shape.Count).Select(i => ((i * 7919 % 256) - 128) / 128f)];

    /// <summary>The file with a text of the configuration replaced by one of the same length, everywhere.</summary>
    static byte[] Replaced(byte[] file, string text, string replacement)
    {
        var (old, @new) = (System.Text.Encoding.UTF8.GetBytes(text), System.Text.Encoding.UTF8.GetBytes(replacement));
        Assert.Equal(old.Length, @new.Length);
        Assert.True(file.AsSpan().IndexOf(old) >= 0);
        for (int at = 0, found; (found = file.AsSpan(at).IndexOf(old)) >= 0; at += found + 1)
            @new.CopyTo(file.AsSpan(at + found));
        return file;
    }
}
