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

    /// <summary>The numbers agree, relative to the largest.</summary>
    public static void AssertClose(float[] expected, float[] found, float tolerance = 1e-4f)
    {
        Assert.Equal(expected.Length, found.Length);
        var scale = expected.Max(Math.Abs);
        Assert.True(scale > 1e-3, "An output near zero would agree with anything.");
        var error = expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.True(error <= tolerance * scale, $"differs by {error} of {scale}");
    }

    /// <summary>Values of ours, <c>(N,H,W,C)</c>, in the order of a layout's axes.</summary>
    public static float[] InLayout(float[] values, Shape shape, TensorLayout layout)
    {
        var ordered = new float[values.Length];
        var position = 0;
        foreach (var (n, h, w, c) in layout is TensorLayout.Nch or TensorLayout.Nchw ? Channels(shape) : Pixels(shape))
            ordered[position++] = values[(((((n * shape.Height) + h) * shape.Width) + w) * shape.Channels) + c];
        return ordered;
    }

    static float[][] RunOurs(Model model, float[] input, EngineKind kind)
    {
        using var engine = new Engine(model, new EngineOptions { Kind = kind, Threads = 1 });
        using var session = engine.CreateSession();
        float[][] outputs = [.. session.Outputs.Select(output => new float[output.Node.Shape.Count])];
        session.Run([input], [.. outputs.Select(output => output.AsMemory())], TestContext.Current.CancellationToken);
        return outputs;
    }

    /// <summary>The outputs in our layout, <c>(N,H,W,C)</c>; their shapes are those that the graph says.</summary>
    static float[][] RunOnnxRuntime(byte[] file, Graph graph, float[] input)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(file, options);
        var (shape, layout) = (graph.Inputs[0].Shape, ((Input)graph.Inputs[0].Op).Layout ?? TensorLayout.Nchw);
        using var tensor = OrtValue.CreateTensorValueFromMemory(InLayout(input, shape, layout), [.. layout.Dims(shape).Select(length => (long)length)]);
        using var run = new RunOptions();
        using var values = session.Run(run, [session.InputNames.Single()], [tensor], [.. graph.Outputs.Select(output => output.Name)]);
        return [.. values.Zip(graph.Outputs, InOurLayout)];
    }

    static float[] InOurLayout(OrtValue value, GraphOutput output)
    {
        var (shape, data) = (output.Node.Shape, value.GetTensorDataAsSpan<float>().ToArray());
        var layout = output.Layout ?? (shape is { Height: 1, Width: 1 } ? TensorLayout.Nc : TensorLayout.Nchw);
        Assert.Equal(layout.Dims(shape).Select(length => (long)length), value.GetTensorTypeAndShape().Shape);
        var order = InLayout([.. Enumerable.Range(0, data.Length).Select(index => (float)index)], shape, layout);
        var ours = new float[data.Length];
        for (var i = 0; i < data.Length; i++)
            ours[(int)order[i]] = data[i];
        return ours;
    }

    static IEnumerable<(int N, int H, int W, int C)> Pixels(Shape shape) =>
        from n in Enumerable.Range(0, shape.Batch)
        from h in Enumerable.Range(0, shape.Height)
        from w in Enumerable.Range(0, shape.Width)
        from c in Enumerable.Range(0, shape.Channels)
        select (n, h, w, c);

    static IEnumerable<(int N, int H, int W, int C)> Channels(Shape shape) =>
        from n in Enumerable.Range(0, shape.Batch)
        from c in Enumerable.Range(0, shape.Channels)
        from h in Enumerable.Range(0, shape.Height)
        from w in Enumerable.Range(0, shape.Width)
        select (n, h, w, c);
}
