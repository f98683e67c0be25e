using System.Text;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.TfLite;

/// <summary>A model, and what is read of its operators in a TFLite file, on our engine.</summary>
static class TfLiteParity
{
    /// <summary>Read without our metadata, the file gives the model's numbers, each output under its name.</summary>
    public static void CheckOperators(Model model, EngineKind engine = EngineKind.Reference)
    {
        using var read = TfLiteReader.Read(WithoutCard(model.Bytes(ModelFormat.TfLite)));
        Assert.Equal(ModelCard.Empty, read.Card);
        Assert.Equal(model.Graph.Outputs.Select(output => output.Name), read.Graph.Outputs.Select(output => output.Name));
        foreach (var (expected, found) in Run(model, engine).Zip(Run(read, engine)))
        {
            Assert.Equal(expected.Length, found.Length);
            var scale = expected.Max(Math.Abs);
            Assert.True(scale > 1e-3, "An output near zero would agree with anything.");
            Assert.InRange(expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second)) / scale, 0, 1e-5);
        }
    }

    static float[][] Run(Model model, EngineKind kind) => Run(model, kind, SpreadWeights.Input(model.Graph.Inputs[0].Shape, seed: 1));

    public static float[][] Run(Model model, EngineKind kind, float[] input)
    {
        using var engine = new Engine(model, new EngineOptions { Kind = kind, Threads = 1 });
        using var session = engine.CreateSession();
        float[][] outputs = [.. session.Outputs.Select(output => new float[output.Node.Shape.Count])];
        session.Run([input], [.. outputs.Select(output => output.AsMemory())], TestContext.Current.CancellationToken);
        return outputs;
    }

    static byte[] WithoutCard(byte[] file) => Replaced(file, Encoding.UTF8.GetBytes(TfLiteCard.Key), "somebody-elses"u8);

    public static byte[] Replaced(byte[] file, ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement)
    {
        byte[] changed = [.. file];
        var at = changed.AsSpan().IndexOf(old);
        Assert.True(at >= 0 && old.Length == replacement.Length);
        replacement.CopyTo(changed.AsSpan(at));
        return changed;
    }
}
