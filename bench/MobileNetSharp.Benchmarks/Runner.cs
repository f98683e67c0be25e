using MobileNetSharp.Benchmarks.Torch;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Benchmarks;

/// <summary>A rival that has loaded the model and has its input in place.</summary>
abstract class Runner : IDisposable
{
    public abstract string Name { get; }

    public abstract string Version { get; }

    /// <summary>Bytes of the memory for activations, where the rival reports them.</summary>
    public virtual long? ArenaBytes => null;

    /// <summary>One inference.</summary>
    public abstract void Run();

    /// <summary>What the latest inference gave: every output, (N,H,W,C), one after the other.</summary>
    public abstract float[] Output { get; }

    public static Runner Create(string name, string path, int threads, int batch) => name switch
    {
        OurRunner.RivalName => new OurRunner(path, threads, batch),
        OnnxRuntimeRunner.RivalName => new OnnxRuntimeRunner(path, threads, batch),
        TorchRunner.RivalName => new TorchRunner(path, threads, batch),
        TrainingRunner.OurName or TrainingRunner.PlainName => new TrainingRunner(name, path, threads, batch),
        _ => throw new BenchmarkException($"There is no rival '{name}'; there are {OnnxRuntimeRunner.RivalName} and {TorchRunner.RivalName}."),
    };

    /// <summary>The same image-like values for every rival, (N,H,W,C) in [−1, 1).</summary>
    public static float[] Input(Shape shape)
    {
        var random = new Random(2);
        var values = new float[shape.Count];
        foreach (ref var value in values.AsSpan())
            value = (random.NextSingle() * 2) - 1;
        return values;
    }

    public abstract void Dispose();
}
