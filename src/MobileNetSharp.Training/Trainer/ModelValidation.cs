using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training.Trainer;

/// <summary>Validates models as they will be used: by the engine, with the card's preprocessing.</summary>
static class ModelValidation
{
    /// <summary>How images are read for it.</summary>
    public static LoaderOptions LoaderOptions(Graph graph, ModelCard card, Recipe recipe, TrainingOptions options) => new(graph.Inputs[0].Shape.Size, card.Preprocessing!)
    {
        BatchSize = 8,
        Workers = options.DecodingThreads,
        Seed = (ulong)recipe.Seed,
        Broken = recipe.Data.SkipsBroken ? BrokenImages.Skip : BrokenImages.Fail,
    };

    /// <summary>The images in order, as a model reads them.</summary>
    public static ValidationImages<TTarget> Images<TTarget>(Dataset<TTarget> images, Model model, Recipe recipe, TrainingOptions options) =>
        new(images, new BatchLoader<TTarget>(images, Sampler.Sequential(images.Count), LoaderOptions(model.Graph, model.Card, recipe, options)));

    /// <summary>How good a model is; why images were left out goes to <paramref name="broken"/>.</summary>
    public static TResult Run<TTarget, TResult>(
        TrainingTask<TTarget, TResult> task, Model model, Dataset<TTarget> images, Recipe recipe, TrainingOptions options, ISet<string> broken, CancellationToken cancellationToken)
        where TResult : EvaluationResult
    {
        var validation = Images(images, model, recipe, options);
        var result = task.Validate(model, validation, new EngineOptions { Threads = options.Threads }, cancellationToken);
        broken.UnionWith(validation.Loader.Broken.Select(image => image.Line));
        return result;
    }
}
