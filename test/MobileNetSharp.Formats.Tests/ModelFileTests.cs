using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Tests.Torch;
using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests;

public sealed class ModelFileTests : IDisposable
{
    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_model_comes_back_from_its_file_with_every_bit_and_its_card()
    {
        var path = folder.File("sample.safetensors");
        using var model = SampleModels.Float();
        ModelFile.Save(model, path);
        using var again = ModelFile.Load(path);
        SampleModels.AssertSameWeights(model, again);
        Assert.Equal(ModelCardJson.ToJson(model.Card, model.Graph), ModelCardJson.ToJson(again.Card, again.Graph));
    }

    [Fact]
    public void A_wrong_extension_does_no_harm()
    {
        var path = folder.File("sample.onnx");
        using var model = SampleModels.Float();
        File.WriteAllBytes(path, model.Bytes(ModelFormat.Safetensors));
        using var again = ModelFile.Load(path);
        SampleModels.AssertSameWeights(model, again);
    }

    [Fact]
    public void What_the_caller_says_overrides_what_the_file_says()
    {
        using var model = SampleModels.Float();
        using var stream = new MemoryStream(model.Bytes(ModelFormat.Safetensors));
        ImmutableArray<string> labels = ["1", "2", "3", "4", "5"];
        using var again = ModelFile.Load(stream, ModelFormat.Safetensors, new() { Labels = labels, Preprocessing = Preprocessing.TensorFlow });
        Assert.Equal(labels.AsEnumerable(), again.Card.Labels);
        Assert.Equal(Preprocessing.TensorFlow, again.Card.Preprocessing);
    }

    [Fact]
    public void Too_few_labels_are_refused_with_both_numbers()
    {
        using var model = SampleModels.Float();
        using var stream = new MemoryStream(model.Bytes(ModelFormat.Safetensors));
        var refusal = Assert.Throws<ModelCardException>(() => ModelFile.Load(stream, ModelFormat.Safetensors, new() { Labels = ["1"] }));
        Assert.Contains("5 classes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_disposal_weights_throw_instead_of_pointing_nowhere()
    {
        var path = folder.File("sample.safetensors");
        ModelFile.Save(SampleModels.Float(), path);
        var model = ModelFile.Load(path);
        var tensor = model.Weights["stem.conv.weight"];
        var pin = tensor.Bytes.Pin();
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.ToFloats());
        pin.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.Bytes.Pin());
    }

    [Theory]
    [InlineData(ModelFormat.Safetensors, "safetensors")]
    [InlineData(ModelFormat.TfLite, "tflite")]
    [InlineData(ModelFormat.Onnx, "onnx")]
    public void What_becomes_of_a_file_after_loading_changes_nothing(ModelFormat format, string extension)
    {
        var path = folder.File($"sample.{extension}");
        File.WriteAllBytes(path, SampleModels.Float().Bytes(format));
        using var expected = ModelFile.Load(new MemoryStream(File.ReadAllBytes(path)), format);
        using var model = ModelFile.Load(path);
        Truncate(path);
        SampleModels.AssertSameWeights(expected, model);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_session_runs_on_though_the_file_was_truncated(bool beforeTheEngineIsMade)
    {
        using var original = SampleModels.Float();
        var path = Saved("sample.safetensors");
        using var model = ModelFile.Load(path);
        if (beforeTheEngineIsMade)
            Truncate(path);
        using var engine = new Engine(model);
        Truncate(path);
        using var session = engine.CreateSession();
        using var expected = new Engine(original).CreateSession();
        Assert.Equal(Run(expected), Run(session));
    }

    [Fact]
    public void A_checkpoint_outlives_its_file()
    {
        var path = folder.File("types.pth");
        File.WriteAllBytes(path, TorchFiles.Golden("types_zip.pth"));
        using var expected = TorchCheckpoint.Read(File.ReadAllBytes(path));
        using var checkpoint = TorchCheckpoint.Read(path);
        Truncate(path);
        Assert.All(expected.Tensors.Zip(checkpoint.Tensors), pair => Assert.Equal(pair.First.Value.Bytes.ToArray(), pair.Second.Value.Bytes.ToArray()));
    }

    [Theory]
    [InlineData(101, "it had 101 bytes, now 100")]
    [InlineData(99, "it had 99 bytes, now 100")]
    public void A_file_that_shrinks_or_grows_while_it_is_read_is_refused(int lengthWhenOpened, string found)
    {
        var path = folder.File("changing.onnx");
        File.WriteAllBytes(path, new byte[100]);
        using var file = File.OpenHandle(path);
        Assert.Contains(found, Assert.Throws<ModelFormatException>(() => FileBytes.Read(file, lengthWhenOpened)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_format_is_told_by_the_beginning_of_a_file()
    {
        var path = folder.File("sample");
        File.WriteAllBytes(path, SampleModels.Float().Bytes(ModelFormat.TfLite));
        Assert.Equal(ModelFormat.TfLite, ModelFile.DetectFormat(path));
        File.WriteAllBytes(path, SampleModels.Float().Bytes(ModelFormat.Safetensors));
        Assert.Equal(ModelFormat.Safetensors, ModelFile.DetectFormat(path));
    }

    [Fact]
    public void A_missing_file_a_folder_and_an_empty_file_are_distinguished()
    {
        Assert.Contains("no such file", Assert.Throws<FileNotFoundException>(() => ModelFile.Load(folder.File("none.onnx"))).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<IOException>(() => ModelFile.Load(folder.Path)).Message, StringComparison.Ordinal);
        var path = folder.File("empty.pth");
        File.WriteAllBytes(path, []);
        Assert.Equal($"{path}: The file is empty.", Assert.Throws<ModelFormatException>(() => ModelFile.Load(path)).Message);
    }

    [Fact]
    public void A_file_of_no_known_kind_is_refused_with_those_that_are_known()
    {
        var path = folder.File("notes.txt");
        File.WriteAllText(path, "Once upon a time");
        var refusal = Assert.Throws<ModelFormatException>(() => ModelFile.Load(path));
        Assert.Equal(path, refusal.Path);
        Assert.Contains(".safetensors, .onnx, .tflite, .pth", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.pth")]
    [InlineData("model.pt")]
    [InlineData("model")]
    public void What_cannot_be_written_is_refused_with_what_can(string name)
    {
        var refusal = Assert.Throws<NotSupportedException>(() => ModelFile.Save(SampleModels.Float(), folder.File(name)));
        Assert.Contains("can be written: .safetensors, .onnx", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_model_can_be_saved_over_the_file_that_it_was_loaded_from()
    {
        var path = folder.File("sample.safetensors");
        ModelFile.Save(SampleModels.Float(), path);
        var before = File.ReadAllBytes(path);
        using var model = ModelFile.Load(path);
        ModelFile.Save(model, path);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_failed_save_leaves_the_old_file_and_no_other()
    {
        var path = folder.File("old.safetensors");
        File.WriteAllText(path, "old");
        var model = ModelFile.Load(Saved("other.safetensors"));
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ModelFile.Save(model, path));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Theory]
    [InlineData("mobilenet_v2_1.0_224_quant.tflite")]
    [InlineData("mobilenet_v2_1.0_224_ptq_int8.tflite")]
    [InlineData("mobilenet_v1_0.25_224_float.tflite")]
    [InlineData("deeplabv3_mnv2_dm05_pascal_257_float.tflite")]
    public void A_converted_file_keeps_every_bit_of_graph_weights_and_quantization(string name)
    {
        using var original = ModelFile.Load(SharedData.Path($"models/{name}"));
        var (first, second) = (folder.File("first.safetensors"), folder.File("second.safetensors"));
        ModelFile.Save(original, first);
        using var again = ModelFile.Load(first);
        SampleModels.AssertSameWeights(original, again);
        Assert.Equal(ModelCardJson.ToJson(original.Card, original.Graph), ModelCardJson.ToJson(again.Card, again.Graph));
        ModelFile.Save(again, second);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    static float[] Run(Session session)
    {
        var input = Enumerable.Range(0, (int)session.Inputs[0].Shape.Count).Select(i => i % 7 / 7f).ToArray();
        var output = new float[session.Outputs[0].Node.Shape.Count];
        session.Run(input, output, TestContext.Current.CancellationToken);
        return output;
    }

    /// <summary>As another program would, without regard to who reads the file.</summary>
    static void Truncate(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(0);
    }

    string Saved(string name)
    {
        ModelFile.Save(SampleModels.Float(), folder.File(name));
        return folder.File(name);
    }
}
