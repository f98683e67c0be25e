using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training;

/// <summary>What a run begins with.</summary>
public static class StartingModel
{
    /// <summary>A trained model with a new classifier. Throws <see cref="TrainingException"/> where the model does not classify images, or not say how they become its input.</summary>
    public static Model Pretrained(Model model, Recipe recipe, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(recipe);
        if (model.Card.Preprocessing is null)
            throw new TrainingException($"The model '{model.Graph.Name}' does not say how an image becomes its input; convert it with --preprocess tensorflow or torchvision first.");
        if (model.Graph.Inputs is not [{ Channels: 3 }])
            throw new TrainingException($"The model '{model.Graph.Name}' does not take one color image.");
        var start = ClassifierReplacement.Apply(model, classNames, recipe.Network.Dropout, recipe.Seed);
        return start.WithCard(start.Card with { Provenance = new Provenance { Source = Described(model), License = model.Card.Provenance.License } });
    }

    /// <summary>A network with random weights, by its bare name such as <c>mobilenet_v2_0.35_96</c>, in the recipe's dialect. Throws <see cref="TrainingException"/> for another name.</summary>
    public static Model FromScratch(Recipe recipe, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var name = recipe.Network.Model is { Length: > 0 } given ? given : "mobilenet_v2_1.0_224";
        if (!Models.Networks.TryParse(name, out var graph))
            throw new TrainingException($"'{name}' is no network's bare name, such as mobilenet_v2_0.35_96; to start from a trained model, set network.pretrained=true.");
        return FromScratch(recipe.Network.Dialect == NetworkDialect.PyTorch ? graph.Rewrite(InPyTorch) : graph, recipe, classNames);
    }

    /// <summary>The same for a classifier of your own, whose padding and ε stay; its last layer is replaced.</summary>
    public static Model FromScratch(Graph graph, Recipe recipe, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(recipe);
        using var network = new Model(graph, Weights(graph, recipe), ModelCard.Empty with
        {
            Preprocessing = Preprocess(graph, recipe.Network),
            Outputs = ModelCard.Empty.Outputs.Add(graph.Outputs[0].Name, OutputKind.Logits),
            Provenance = new Provenance { Source = $"{graph.Name}, from random weights" },
        });
        using var start = ClassifierReplacement.Apply(network, classNames, recipe.Network.Dropout, recipe.Seed);
        return new Model(start.Graph, Weights(start.Graph, recipe), start.Card);
    }

    static WeightSet Weights(Graph graph, Recipe recipe) => recipe.Network.Initialization == WeightInitialization.TfSlim
        ? Initializer.TfSlim(graph, (ulong)recipe.Seed)
        : Initializer.TorchVision(graph, (ulong)recipe.Seed);

    static Preprocessing Preprocess(Graph graph, NetworkRecipe network) => network.Dialect == NetworkDialect.PyTorch
        ? Preprocessing.TorchVision((int)Math.Round(graph.Inputs[0].Shape.Height / network.CropFraction))
        : Preprocessing.TensorFlow with { CropFraction = network.CropFraction };

    static Op InPyTorch(Node node) => node.Op switch
    {
        BatchNorm => new BatchNorm(Dialect.PyTorch.BatchNormEpsilon),
        Conv2d conv => conv with { Padding = Dialect.PyTorch.Padding(conv.Kernel, conv.Dilation) },
        Pool pool => pool with { Padding = Dialect.PyTorch.Padding(pool.Kernel, 1) },
        _ => node.Op,
    };

    static string Described(Model model) => model.Card.Provenance.Source is { } source
        ? $"fine-tuned from {model.Graph.Name} ({source})"
        : $"fine-tuned from {model.Graph.Name}";
}
