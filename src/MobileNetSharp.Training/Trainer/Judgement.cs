using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Training;

/// <summary>Judges models as they will be used: by the engine, in the card's preprocessing.</summary>
static class Judgement
{
    /// <summary>How images are read for it.</summary>
    public static LoaderOptions Loading(Graph graph, ModelCard card, Recipe recipe, TrainingOptions options) => new(graph.Inputs[0].Shape.Size, card.Preprocessing!)
    {
        BatchSize = 8,
        Workers = Math.Max(1, options.Threads),
        Seed = (ulong)recipe.Seed,
        Broken = recipe.Data.SkipsBroken ? BrokenImages.Skip : BrokenImages.Fail,
    };

    /// <summary>How well a model classifies images of its own classes; why images were left out goes to <paramref name="broken"/>.</summary>
    public static ClassificationResult Of(
        Model model, ImageDataset images, Recipe recipe, TrainingOptions options, ISet<string> broken, CancellationToken cancellationToken)
    {
        var loader = new BatchLoader(images, Sampler.Sequential(images.Count), Loading(model.Graph, model.Card, recipe, options));
        using var predictor = new EnginePredictor(model, new EngineOptions { Threads = options.Threads });
        var result = ClassifierEvaluation.Run(
            predictor, loader.Epoch(0, cancellationToken: cancellationToken), images, LabelMap.Identity(images.ClassNames), cancellationToken: cancellationToken);
        broken.UnionWith(loader.Broken.Select(image => image.Line));
        return result;
    }
}
