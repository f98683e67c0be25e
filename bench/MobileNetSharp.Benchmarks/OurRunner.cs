using System.Reflection;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Benchmarks;

/// <summary>Our engine.</summary>
sealed class OurRunner : Runner
{
    /// <summary>Of this library, with its commit.</summary>
    public static string OurVersion { get; } = typeof(Engine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public const string RivalName = "mobilenetsharp";
    readonly Session session;
    readonly ReadOnlyMemory<float>[] inputs;
    readonly Memory<float>[] outputs;

    public OurRunner(string path, int threads, int batch)
    {
        using var model = ModelFile.Load(path);
        using var engine = new Engine(model, new EngineOptions { Threads = threads });
        var shape = model.Graph.Inputs[0].Shape;
        session = engine.CreateSession(batch, shape.Height, shape.Width);
        inputs = [Input(session.Inputs[0].Shape)];
        outputs = [.. session.Outputs.Select(output => new float[output.Node.Shape.Count].AsMemory())];
    }

    public override string Name => RivalName;

    public override string Version => OurVersion;

    public override long? ArenaBytes => session.Plan?.Memory.SizeBytes;

    public override float[] Output => [.. outputs.SelectMany(output => output.ToArray())];

    public override void Run() => session.Run(inputs, outputs);

    public override void Dispose() => session.Dispose();
}
