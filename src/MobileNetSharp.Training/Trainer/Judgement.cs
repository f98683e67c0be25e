using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Training;

/// <summary>Judges models as they will be used: by the engine, in the card's preprocessing.</summary>
static class Judgement
{
    /// <summary>How pictures are read for it.</summary>
    public static LoaderOptions Loading(Graph graph, ModelCard card, Recipe recipe, TrainingOptions options) => new(graph.Inputs[0].Shape.Size, card.Preprocessing!)
    {
        BatchSize = 8,
        Workers = Math.Max(1, options.Threads),
        Seed = (ulong)recipe.Seed,
        Broken = recipe.Data.SkipsBroken ? BrokenPictures.Skip : BrokenPictures.Fail,
    };

    /// <summary>How well a model classifies pictures of its own classes; why pictures were left out goes to <paramref name="broken"/>.</summary>
    public static ClassificationResult Of(
        Model model, ImageDataset pictures, Recipe recipe, TrainingOptions options, ISet<string> broken, CancellationToken cancellation)
    {
        var loader = new BatchLoader(pictures, Sampler.Sequential(pictures.Count), Loading(model.Graph, model.Card, recipe, options));
        using var predictor = new EnginePredictor(model, new EngineOptions { Threads = options.Threads });
        var result = ClassifierEvaluation.Run(
            predictor, loader.Epoch(0, cancellation: cancellation), pictures, LabelMap.Identity(pictures.ClassNames), cancellation: cancellation);
        broken.UnionWith(loader.Broken.Select(picture => picture.Line));
        return result;
    }
}
