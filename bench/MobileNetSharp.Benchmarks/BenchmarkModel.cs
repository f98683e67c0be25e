using MobileNetSharp.Analysis;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Transforms;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Benchmarks;

/// <summary>
/// What all rivals load, in a temporary folder: one ONNX file with batch normalization folded, or, for training, which
/// needs it, one model file with it.
/// </summary>
sealed class BenchmarkModel : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobilenetsharp-benchmarks-");

    /// <summary>A model file as it is, or a bare network with random weights.</summary>
    public BenchmarkModel(string name, bool isTraining = false)
    {
        using var model = File.Exists(name) ? ModelFile.Load(name) : Randomized(Networks.Build(name));
        // A gradient for the values and one for the weights cost about a forward pass each.
        (Name, Madds) = (model.Graph.Name, model.Graph.Analyze().Madds * (isTraining ? 3 : 1));
        FilePath = Path.Combine(folder.FullName, isTraining ? "model.safetensors" : "model.onnx");
        ModelFile.Save(isTraining ? model : FoldBatchNorm.Apply(model), FilePath);
    }

    public string Name { get; }

    /// <summary>Multiply-adds for one image, or for one image of a training step.</summary>
    public long Madds { get; }

    public string FilePath { get; }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>
    /// Random kernels, and batch normalization that keeps the magnitude of the values from the first layer to the last: no
    /// value decays into denormals, which are slow, and a wrong layer shows in the logits.
    /// </summary>
    static Model Randomized(Graph graph)
    {
        var weights = Initializer.TfSlim(graph, seed: 1).ToDictionary(StringComparer.Ordinal);
        var random = new Random(1);
        foreach (var node in graph.Nodes.Where(node => node.Op is BatchNorm))
        {
            var kernel = weights[$"{Layer(node).Name}.weight"];
            var fanIn = (double)kernel.Count / kernel.Shape[0];
            Fill($"{node.Name}.weight", () => random.NextSingle() + 0.5f);
            Fill($"{node.Name}.bias", () => random.NextSingle());
            // The variance of a sum of fanIn products of a value near 1 and a weight of deviation 0.08 (0.09, truncated).
            Fill($"{node.Name}.running_var", () => (float)(fanIn * 0.08 * 0.08));
        }

        return new Model(graph, new WeightSet(weights), ModelCard.Empty);

        // What is normalized may be several layers' values side by side, all of one kind.
        static Node Layer(Node node) => node.Op is Conv2d or Linear ? node : Layer(node.Inputs[0]);

        void Fill(string name, Func<float> value)
        {
            var values = new float[weights[name].Count];
            foreach (ref var element in values.AsSpan())
                element = value();
            weights[name] = Tensor.FromFloats(weights[name].Shape, values);
        }
    }
}
