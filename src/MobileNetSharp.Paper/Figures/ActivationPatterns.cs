using System.Collections.Immutable;
using MobileNetSharp.Analysis;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using MobileNetSharp.Inference;
using MobileNetSharp.Paper.Measurements;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Paper.Figures;

/// <summary>Figure 7: how many channels are positive after the expansion of each bottleneck block (Lemma 2).</summary>
public static class ActivationPatterns
{
    /// <summary>Counts over all pixels of all images, for the model and for the same network with random weights.</summary>
    /// <exception cref="ModelFormatException">The model has no bottleneck block, or does not say how an image becomes its input.</exception>
    public static (ImmutableArray<ActivationPattern> Trained, ImmutableArray<ActivationPattern> Initial) Measure(
        Model model, IEnumerable<RgbImage> images, ulong seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        var preprocessing = model.Card.Preprocessing
            ?? throw new ModelFormatException("The model does not say how an image becomes its input.");
        using var random = new Model(model.Graph, Initializer.TfSlim(model.Graph, seed), ModelCard.Empty);
        using var trained = new Counter(model);
        using var initial = new Counter(random);
        foreach (var image in images)
        {
            var (height, width) = model.Graph.Inputs[0].Shape.Size;
            var input = new float[height * width * 3];
            ImagePreprocessor.Prepare(image, preprocessing, width, height, input);
            trained.Add(input, cancellationToken);
            initial.Add(input, cancellationToken);
        }

        return (trained.Patterns, initial.Patterns);
    }

    /// <summary>The activation after the expansion of a block.</summary>
    static Node? Expanded(BottleneckBlock block) =>
        block.Nodes.SkipWhile(node => node != block.Expand).TakeWhile(node => node != block.Depthwise).LastOrDefault(node => node.Op is Activation);

    /// <summary>Runs one network and counts the positive channels of its expansions.</summary>
    sealed class Counter : IDisposable
    {
        readonly (int Index, BottleneckBlock Block)[] blocks;
        readonly Engine engine;
        readonly Session session;
        readonly float[][] outputs;
        readonly List<int>[] counts;

        public Counter(Model model)
        {
            blocks = [.. BottleneckBlock.Find(model.Graph).Index().Where(block => Expanded(block.Item) is not null)];
            if (blocks.Length == 0)
                throw new ModelFormatException("The model has no bottleneck block whose expansion is followed by an activation.");
            var graph = model.Graph.WithOutputs([.. blocks.Select(block => (FormattableString.Invariant($"block{block.Index}"), Expanded(block.Block)!.Name))]);
            engine = new Engine(new Model(graph, model.Weights, ModelCard.Empty));
            session = engine.CreateSession(1, graph.Inputs[0].Shape.Height, graph.Inputs[0].Shape.Width);
            outputs = [.. session.Outputs.Select(output => new float[output.Node.Shape.CountPerImage])];
            counts = [.. blocks.Select(_ => new List<int>())];
        }

        public ImmutableArray<ActivationPattern> Patterns => [.. blocks.Select((block, i) => Pattern(block.Index, block.Block, counts[i]))];

        public void Add(float[] input, CancellationToken cancellationToken)
        {
            session.Run([input], [.. outputs.Select(output => (Memory<float>)output)], cancellationToken);
            for (var i = 0; i < blocks.Length; i++)
            {
                var channels = blocks[i].Block.Hidden;
                for (var pixel = 0; pixel < outputs[i].Length; pixel += channels)
                    counts[i].Add(outputs[i].AsSpan(pixel, channels).ToArray().Count(value => value > 0));
            }
        }

        public void Dispose()
        {
            session.Dispose();
            engine.Dispose();
        }

        static ActivationPattern Pattern(int index, BottleneckBlock block, List<int> counts)
        {
            var mean = counts.Average();
            var deviation = Math.Sqrt(counts.Average(count => (count - mean) * (count - mean)));
            var threshold = block.Input.Channels;
            return new ActivationPattern(
                index, block.Hidden, threshold, Math.Round(mean, 2), Math.Round(deviation, 2), counts.Min(), counts.Max(),
                Math.Round((double)counts.Count(count => count < threshold) / counts.Count, 5));
        }
    }
}
