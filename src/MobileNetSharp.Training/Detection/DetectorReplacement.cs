using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Transforms;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Detection;

/// <summary>
/// Makes a detector for other classes: from a detector with anchors, whose layers that predict classes are replaced; or from a
/// classifier, whose layers after the last map give way to the head of SSD, SSDLite or YOLOv2. All other weights are kept.
/// </summary>
public static class DetectorReplacement
{
    /// <summary>The detector. A quantized model becomes a float one. It outlives the old model and its file.</summary>
    /// <param name="model">The detector or classifier.</param>
    /// <param name="classNames">What is to be found.</param>
    /// <param name="recipe">Its <see cref="Recipe.Detection"/> says what the head is like, its seed what the new weights are.</param>
    /// <param name="images">The images whose boxes a new YOLOv2 finds its anchors among; null where it is not to be YOLOv2, or keeps its anchors.</param>
    /// <exception cref="TrainingException">The model is neither, or cannot have the input size.</exception>
    public static Model Apply(Model model, IReadOnlyList<string> classNames, Recipe recipe, DetectionDataset? images = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(recipe);
        if (Dequantize.IsQuantized(model))
            model = Dequantize.ToFloat(model);
        try
        {
            return (model.Card.BoxDecoding, model.Card.Task) switch
            {
                (SsdDecoding decoding, _) => DetectorClasses.Replace(model, decoding, classNames, recipe),
                (YoloV2Decoding decoding, _) => YoloV2Replacement.Replace(model, decoding, classNames, recipe, images),
                (null, null or ModelTask.Classification) => DetectorBackbone.AddHead(model, classNames, recipe, images),
                (null, ModelTask.Detection) => throw Unfit(model, "it does not say how its outputs become boxes"),
                (null, _) => throw Unfit(model, "it segments; a detector begins with a classifier or a detector"),
                _ => throw Unfit(model, "it has no anchors in the way of SSD or YOLOv2"),
            };
        }
        catch (GraphException e)
        {
            throw Unfit(model, e.Message, e);
        }
    }

    internal static TrainingException Unfit(Model model, string reason, Exception? e = null) =>
        new($"The model '{model.Graph.Name}' cannot become a detector: {reason.TrimEnd('.')}.", e) { Failure = TrainingFailure.StartingModel };

    /// <summary>The nodes of a graph in a builder, in which more can be added; shapes are inferred again for an input size.</summary>
    internal static GraphBuilder Extend(Graph trunk, string name, Size size, Dialect? dialect = null)
    {
        var builder = new GraphBuilder(name, dialect);
        foreach (var node in trunk.Nodes)
        {
            var op = node.Op is Input input ? input with { Shape = input.Shape with { Batch = 1, Height = size.Height, Width = size.Width } } : node.Op;
            builder.Node(node.Name, op, [.. node.Inputs.Select(input => builder.Find(input.Name)!)]);
        }

        return builder;
    }

    /// <summary>The weights of a detector: those that it has in common with the model, and random ones for the new layers.</summary>
    internal static Dictionary<string, Tensor> Weights(Model model, Graph graph, IReadOnlySet<Node> fresh, Recipe recipe)
    {
        var detection = recipe.Detection ?? new();
        var weights = Initializer.TruncatedNormal(graph, (ulong)recipe.Seed, detection.Deviation).ToDictionary(StringComparer.Ordinal);
        foreach (var spec in graph.Nodes.Where(node => !fresh.Contains(node)).SelectMany(node => node.WeightsOf()).Where(spec => model.Weights.ContainsKey(spec.Name)))
            weights[spec.Name] = new Tensor(model.Weights[spec.Name].Type, model.Weights[spec.Name].Shape, model.Weights[spec.Name].Bytes.ToArray());
        return weights;
    }

    /// <summary>The same for SSD, whose scores begin with the prior.</summary>
    internal static WeightSet Weights(Model model, Graph graph, IReadOnlySet<Node> fresh, SsdDecoding decoding, Recipe recipe)
    {
        var (detection, weights) = (recipe.Detection ?? new(), Weights(model, graph, fresh, recipe));
        foreach (var output in graph.Outputs.Where(output => detection.Prior > 0 && output.Name.StartsWith("classes", StringComparison.Ordinal) && fresh.Contains(output.Node)))
            weights[$"{output.Node.Name}.bias"] = Prior(output.Node.Channels, graph, output.Name, decoding, detection.Prior);
        return new WeightSet(weights);
    }

    /// <summary>The biases with which each class has a score; the background's is 0.</summary>
    static Tensor Prior(int channels, Graph graph, string output, SsdDecoding decoding, double prior)
    {
        var anchors = graph.Outputs.First(other => other.Name == output.Replace("classes", "boxes", StringComparison.Ordinal)).Node.Channels / 4;
        var bias = (float)-Math.Log((1 - prior) / prior);
        var perAnchor = channels / anchors;
        return Tensor.FromFloats([channels], [.. Enumerable.Range(0, channels).Select(channel => decoding.HasBackground && channel % perAnchor == 0 ? 0 : bias)]);
    }
}
