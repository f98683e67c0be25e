using System.Text.Json;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.Onnx;

/// <summary>What PyTorch's exporter and ONNX's own tools write gives PyTorch's outputs. eng/make_onnx_goldens.py made the files.</summary>
public class OnnxGoldenTests
{
    [Theory]
    [InlineData("dynamic.onnx")]
    [InlineData("unordered.onnx", "dynamic.onnx")]
    [InlineData("training-12.onnx")]
    [InlineData("training-14.onnx")]
    [InlineData("half.onnx")]
    [InlineData("external/one.onnx", "dynamic.onnx")]
    [InlineData("external/each.onnx", "dynamic.onnx")]
    public void A_file_gives_the_outputs_that_PyTorch_has(string file, string? alike = null)
    {
        var isSizeFree = file is "dynamic.onnx" or "unordered.onnx";
        foreach (var run in Expected.RootElement.GetProperty(alike ?? file).EnumerateArray().Take(isSizeFree ? 2 : 1))
        {
            var size = new Size(run.GetProperty("size")[0].GetInt32(), run.GetProperty("size")[1].GetInt32());
            using var model = ModelFile.Load(Path(file), new() { InputSize = isSizeFree ? size : null });
            Assert.Equal(size, model.Graph.Inputs[0].Shape.Size);
            Assert.Equal(isSizeFree, ((Input)model.Graph.Inputs[0].Op).IsSizeFree);
            Check(run, model);
        }
    }

    [Theory]
    [InlineData(ModelFormat.Onnx)]
    [InlineData(ModelFormat.TfLite)]
    [InlineData(ModelFormat.Safetensors)]
    public void Outputs_keep_names_order_and_axes_in_every_format(ModelFormat format)
    {
        using var model = ModelFile.Load(Path("external/one.onnx"));
        using var file = new MemoryStream(model.Bytes(format));
        using var again = ModelFile.Load(file, format);
        Check(Expected.RootElement.GetProperty("dynamic.onnx")[0], again);
    }

    internal static string Path(string name) => Repository.Path($"test/data/golden/onnx/{name}");

    static JsonDocument Expected { get; } = JsonDocument.Parse(File.ReadAllText(Path("expected.json")));

    static void Check(JsonElement run, Model model)
    {
        using var engine = new Engine(model, new EngineOptions { Kind = EngineKind.Reference, Threads = 1 });
        using var session = engine.CreateSession();
        float[][] found = [.. session.Outputs.Select(output => new float[output.Node.Shape.Count])];
        session.Run([Image(model.Graph.Inputs[0].Shape)], [.. found.Select(output => output.AsMemory())], TestContext.Current.CancellationToken);
        var expected = run.GetProperty("outputs").EnumerateObject().ToArray();
        Assert.Equal(expected.Select(output => output.Name), model.Graph.Outputs.Select(output => output.Name));
        foreach (var (output, (values, wanted)) in model.Graph.Outputs.Zip(found.Zip(expected)))
        {
            var layout = output.Layout ?? TensorLayout.Nc;
            Assert.Equal(wanted.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32()), layout.Dims(output.Node.Shape));
            float[] numbers = [.. wanted.Value.GetProperty("values").EnumerateArray().Select(value => value.GetSingle())];
            OnnxParity.AssertClose(numbers, OnnxParity.InLayout(values, output.Node.Shape, layout), 1e-5f);
        }
    }

    /// <summary>The image of the script, <c>(N,H,W,C)</c>.</summary>
    static float[] Image(Shape shape)
    {
        var values = new float[shape.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var (c, x, y) = (i % shape.Channels, i / shape.Channels % shape.Width, i / shape.Channels / shape.Width);
            values[i] = (float)Math.Sin((0.37 * c) + (0.11 * y) + (0.23 * x) + (0.0017 * (c + 1) * y * x));
        }

        return values;
    }
}
