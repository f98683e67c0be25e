using Microsoft.ML.OnnxRuntime;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Benchmarks;

/// <summary>
/// ONNX Runtime at its best: every graph optimization, the batch fixed, input and output in memory of ours that no run
/// allocates; its thread pool spins as it does unless told otherwise.
/// </summary>
sealed class OnnxRuntimeRunner : Runner
{
    public const string RivalName = "onnxruntime";
    readonly InferenceSession session;
    readonly RunOptions run = new();
    readonly OrtIoBinding binding;
    readonly OrtValue input;
    readonly List<BoundOutput> outputs = [];

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
        var (name, dimensions) = session.InputMetadata.Count == 1 && session.InputMetadata.Single() is var (only, metadata)
            ? (only, metadata.Dimensions)
            : throw new BenchmarkException($"A network with one input can be compared, not one with {string.Join(", ", session.InputMetadata.Keys)}.");
        var shape = new Shape(batch, dimensions[2], dimensions[3], dimensions[1]);
        input = OrtValue.CreateTensorValueFromMemory(Nchw(Input(shape), shape), [shape.Batch, shape.Channels, shape.Height, shape.Width]);
        binding = session.CreateIoBinding();
        binding.BindInput(name, input);
        foreach (var output in session.OutputNames)
        {
            outputs.Add(new BoundOutput(session.OutputMetadata[output], batch));
            binding.BindOutput(output, outputs[^1].Value);
        }
    }

    public override string Name => RivalName;

    public override string Version => OrtEnv.Instance().GetVersionString();

    public override float[] Output => [.. outputs.SelectMany(output => output.Nhwc())];

    public override void Run() => session.RunWithBinding(run, binding);

    public override void Dispose()
    {
        binding.Dispose();
        input.Dispose();
        outputs.ForEach(output => output.Value.Dispose());
        run.Dispose();
        session.Dispose();
    }

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

    /// <summary>Memory for one output, whose maps ONNX orders as (N,C,H,W).</summary>
    sealed class BoundOutput
    {
        readonly float[] values;
        readonly Shape? map;

        public BoundOutput(NodeMetadata metadata, int batch)
        {
            long[] shape = [batch, .. metadata.Dimensions[1..].Select(axis => (long)axis)];
            values = new float[shape.Aggregate(1L, (count, axis) => count * axis)];
            map = shape is [_, var channels, var height, var width] ? new Shape(batch, (int)height, (int)width, (int)channels) : null;
            Value = OrtValue.CreateTensorValueFromMemory(values, shape);
        }

        public OrtValue Value { get; }

        public float[] Nhwc()
        {
            if (map is not { } shape)
                return values;
            var nhwc = new float[values.Length];
            var pixels = shape.Height * shape.Width;
            for (var i = 0; i < values.Length; i++)
            {
                var (pixel, channel, image) = (i % pixels, i / pixels % shape.Channels, i / pixels / shape.Channels);
                nhwc[(((image * pixels) + pixel) * shape.Channels) + channel] = values[i];
            }

            return nhwc;
        }
    }
}
