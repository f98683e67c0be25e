using Microsoft.ML.OnnxRuntime;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.Onnx;

/// <summary>The same input through ONNX Runtime and through our engine: the reference, or the fast one where networks are large.</summary>
static class OnnxParity
{
    /// <summary>Every output of the model agrees with ONNX Runtime's on the file, relative to the largest value.</summary>
    public static void Check(byte[] file, Model model, EngineKind engine = EngineKind.Reference)
    {
        var input = SpreadWeights.Input(model.Graph.Inputs[0].Shape, seed: 1);
        var ours = RunOurs(model, input, engine);
        var theirs = RunOnnxRuntime(file, model.Graph, input);
        for (var i = 0; i < ours.Length; i++)
            AssertClose(theirs[i], ours[i]);
    }

    static void AssertClose(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        var scale = expected.Max(Math.Abs);
        Assert.True(scale > 1e-3, "An output near zero would agree with anything.");
        var error = expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.True(error <= 1e-4 * scale, $"differs by {error} of {scale}");
    }

    static float[][] RunOurs(Model model, float[] input, EngineKind kind)
    {
        using var engine = new Engine(model, new EngineOptions { Kind = kind, Threads = 1 });
        using var session = engine.CreateSession();
        float[][] outputs = [.. session.Outputs.Select(output => new float[output.Node.Shape.Count])];
        session.Run([input], [.. outputs.Select(output => output.AsMemory())], TestContext.Current.CancellationToken);
        return outputs;
    }

    /// <summary>The outputs in our layout, <c>(N,H,W,C)</c>.</summary>
    static float[][] RunOnnxRuntime(byte[] file, Graph graph, float[] input)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(file, options);
        var shape = graph.Inputs[0].Shape;
        var dims = session.InputMetadata.Single().Value.Dimensions;
        var isHwc = dims[1] == shape.Height && dims[2] == shape.Width && dims[3] == shape.Channels;
        using var tensor = isHwc
            ? OrtValue.CreateTensorValueFromMemory(input, [shape.Batch, shape.Height, shape.Width, shape.Channels])
            : OrtValue.CreateTensorValueFromMemory(ToNchw(input, shape), [shape.Batch, shape.Channels, shape.Height, shape.Width]);
        using var run = new RunOptions();
        using var values = session.Run(run, [session.InputNames.Single()], [tensor], [.. graph.Outputs.Select(output => output.Name)]);
        return [.. values.Zip(graph.Outputs, (value, output) => InOurLayout(value, output.Node.Shape))];
    }

    static float[] InOurLayout(OrtValue value, Shape shape)
    {
        var data = value.GetTensorDataAsSpan<float>().ToArray();
        var isNchw = value.GetTensorTypeAndShape().Shape is [_, var c, var h, var w]
            && (c, h, w) == (shape.Channels, shape.Height, shape.Width);
        return isNchw ? ToNhwc(data, shape) : data;
    }

    static float[] ToNchw(float[] nhwc, Shape shape) => Move(nhwc, shape, fromNchw: false);

    static float[] ToNhwc(float[] nchw, Shape shape) => Move(nchw, shape, fromNchw: true);

    static float[] Move(float[] data, Shape shape, bool fromNchw)
    {
        var moved = new float[data.Length];
        var pixels = shape.Height * shape.Width;
        for (var i = 0; i < data.Length; i++)
        {
            var (c, pixel, n) = (i % shape.Channels, i / shape.Channels % pixels, i / shape.Channels / pixels);
            var nchw = (((n * shape.Channels) + c) * pixels) + pixel;
            if (fromNchw)
                moved[i] = data[nchw];
            else
                moved[nchw] = data[i];
        }

        return moved;
    }
}
