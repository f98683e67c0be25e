using MobileNetSharp.Cards;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Transforms;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training;

/// <summary>The networks that runs begin with.</summary>
public static class StartingModel
{
    /// <summary>A trained model with a new head for the task. Throws <see cref="TrainingException"/> where the head cannot be replaced, <see cref="ModelCardException"/> where the model does not say how an image becomes its input.</summary>
    public static Model Pretrained<TTarget, TResult>(Model model, Recipe recipe, TrainingTask<TTarget, TResult> task)
        where TResult : EvaluationResult
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(task);
        if (model.Card.Preprocessing is null)
            throw new ModelCardException(ModelCardPart.Preprocessing, $"The model '{model.Graph.Name}' does not say how an image becomes its input.");

        if (model.Graph.Inputs is not [{ Channels: 3 }])
            throw new TrainingException($"The model '{model.Graph.Name}' does not take one color image.") { Failure = TrainingFailure.StartingModel };
        var start = task.ReplaceHead(model, recipe);
        return start.WithCard(start.Card with { Provenance = new Provenance { Source = Described(model), License = model.Card.Provenance.License } });
    }

    /// <summary>A network with random weights, by its network name such as <c>mobilenet_v2_0.35_96</c>, in the recipe's dialect. Throws <see cref="TrainingException"/> for another name.</summary>
    public static Model FromScratch<TTarget, TResult>(Recipe recipe, TrainingTask<TTarget, TResult> task)
        where TResult : EvaluationResult
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var name = recipe.Network.Model is { Length: > 0 } given ? given : "mobilenet_v2_1.0_224";
        if (!Models.Networks.TryParse(name, out var graph))
        {
            throw new TrainingException($"'{name}' is not a network name, such as mobilenet_v2_0.35_96; to start from a trained model, set network.pretrained to true.")
            {
                Failure = TrainingFailure.StartingModel,
                Field = "network.pretrained",
            };
        }

        return FromScratch(recipe.Network.Dialect == NetworkDialect.PyTorch ? graph.Rewrite(InPyTorch) : graph, recipe, task);
    }

    /// <summary>The same for your own network, whose padding and ε stay; its head is replaced.</summary>
    public static Model FromScratch<TTarget, TResult>(Graph graph, Recipe recipe, TrainingTask<TTarget, TResult> task)
        where TResult : EvaluationResult
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(task);
        var card = Models.Networks.CardOf(graph);
        using var network = new Model(graph, RandomWeights(graph, recipe), card with
        {
            Preprocessing = card.Preprocessing ?? Preprocess(graph, recipe.Network),
            Provenance = new Provenance { Source = $"{graph.Name}, from random weights" },
        });
        return task.ReplaceHead(network, recipe);
    }

    /// <summary>What a starting model has of the model that it was made from, a line each.</summary>
    public static IEnumerable<string> Describe(Model model, Model start)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        if (Dequantize.IsQuantized(model))
            model = Dequantize.ToFloat(model);
        var (before, after) = (Layers(model), Layers(start));
        string[] taken = [.. after.Where(name => before.Contains(name) && start.Weights[$"{name}.weight"].ToFloats().AsSpan().SequenceEqual(model.Weights[$"{name}.weight"].ToFloats()))];
        yield return $"{taken.Length} of {after.Count} layers have the weights of {model.Graph.Name}{Listed("; new: ", [.. after.Except(taken)])}{Listed("; left out: ", [.. before.Except(after)])}";
        if (taken.Length > 0 && !taken.Any(name => start.Graph.ReadersOf(start.Graph[name]).Any(reader => reader.Op is BatchNorm)))
            yield return $"the batch normalization of {model.Graph.Name} is folded: its layers are trained as convolutions with a bias";
    }

    /// <summary>The layers with a kernel, by name.</summary>
    static HashSet<string> Layers(Model model) => [.. model.Graph.Nodes.Where(node => node.Op is Conv2d or Linear).Select(node => node.Name)];

    static string Listed(string before, string[] names)
    {
        const int Shown = 3;
        return names.Length == 0 ? "" : before + string.Join(", ", names.Take(Shown)) + (names.Length > Shown ? $" and {names.Length - Shown} more" : "");
    }

    /// <summary>What the recipe draws the weights of a network that starts from random ones from.</summary>
    internal static WeightSet RandomWeights(Graph graph, Recipe recipe) => recipe.Network.Initialization == WeightInitialization.TfSlim
        ? Initializer.TfSlim(graph, (ulong)recipe.Seed)
        : Initializer.TorchVision(graph, (ulong)recipe.Seed);

    static Preprocessing Preprocess(Graph graph, NetworkRecipe network) => network.Dialect == NetworkDialect.PyTorch
        ? Preprocessing.TorchVision((int)Math.Round(graph.Inputs[0].Shape.Height / network.CropFraction))
        : Preprocessing.TensorFlow with { CropFraction = network.CropFraction };

    static Op InPyTorch(Node node) => node.Op switch
    {
        BatchNorm => new BatchNorm(Dialect.PyTorch.BatchNormEpsilon),
        Conv2d { Padding.IsSame: true } conv => conv with { Padding = Dialect.PyTorch.Padding(conv.Kernel, conv.Dilation) },
        Pool { Padding.IsSame: true } pool => pool with { Padding = Dialect.PyTorch.Padding(pool.Kernel, 1) },
        _ => node.Op,
    };

    static string Described(Model model) => model.Card.Provenance.Source is { } source
        ? $"fine-tuned from {model.Graph.Name} ({source})"
        : $"fine-tuned from {model.Graph.Name}";
}
