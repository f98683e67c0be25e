using Microsoft.ML.OnnxRuntime;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Benchmarks;

/// <summary>
/// ONNX Runtime at its best: every graph optimisation, the batch fixed, input and output in memory of ours that no run
/// allocates; its thread pool spins as it does unless told otherwise.
/// </summary>
sealed class OnnxRuntimeRunner : Runner
{
    public const string RivalName = "onnxruntime";
    readonly InferenceSession session;
    readonly RunOptions run = new();
    readonly OrtIoBinding binding;
    readonly OrtValue input;
    readonly OrtValue output;

    public OnnxRuntimeRunner(string path, int threads, int batch)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // The name that our exporter gives to the batch.
        options.AddFreeDimensionOverrideByName("N", batch);
        session = new InferenceSession(path, options);
        var (source, target) = (Single(session.InputMetadata, batch), Single(session.OutputMetadata, batch));
        var shape = new Shape(batch, source.Shape[2], source.Shape[3], source.Shape[1]);
        input = OrtValue.CreateTensorValueFromMemory(Nchw(Input(shape), shape), [shape.Batch, shape.Channels, shape.Height, shape.Width]);
        Output = new float[target.Shape.Aggregate(1, (count, axis) => count * axis)];
        output = OrtValue.CreateTensorValueFromMemory(Output, [.. target.Shape.Select(axis => (long)axis)]);
        binding = session.CreateIoBinding();
        binding.BindInput(source.Name, input);
        binding.BindOutput(target.Name, output);
    }

    public override string Name => RivalName;

    public override string Version => OrtEnv.Instance().GetVersionString();

    public override float[] Output { get; }

    public override void Run() => session.RunWithBinding(run, binding);

    public override void Dispose()
    {
        binding.Dispose();
        input.Dispose();
        output.Dispose();
        run.Dispose();
        session.Dispose();
    }

    static (string Name, int[] Shape) Single(IReadOnlyDictionary<string, NodeMetadata> metadata, int batch) =>
        metadata.Count == 1 && metadata.Single() is var (name, node)
            ? (name, [batch, .. node.Dimensions[1..]])
            : throw new BenchmarkException($"A network with one input and one output can be compared, not one with {string.Join(", ", metadata.Keys)}.");

    static float[] Nchw(float[] nhwc, Shape shape)
    {
        var nchw = new float[nhwc.Length];
        var pixels = shape.Height * shape.Width;
        for (var i = 0; i < nhwc.Length; i++)
        {
            var (channel, pixel, image) = (i % shape.Channels, i / shape.Channels % pixels, i / shape.Channels / pixels);
            nchw[(((image * shape.Channels) + channel) * pixels) + pixel] = nhwc[i];
        }

        return nchw;
    }
}
