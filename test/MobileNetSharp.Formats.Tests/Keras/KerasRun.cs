using MobileNetSharp.Inference;

namespace MobileNetSharp.Formats.Tests.Keras;

/// <summary>A model of one input and one output on our engine.</summary>
static class KerasRun
{
    public static float[] Outputs(Model model, EngineKind kind, float[] input)
    {
        using var engine = new Engine(model, new EngineOptions { Kind = kind, Threads = 1 });
        using var session = engine.CreateSession();
        var output = new float[session.Outputs[0].Node.Shape.Count];
        session.Run([input], [output.AsMemory()], TestContext.Current.CancellationToken);
        return output;
    }
}
