using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training.Trainer;

/// <summary>How a run reads the images that it learns from: in the recipe's order, varied by the task.</summary>
static class TrainingImages
{
    public static Sampler CreateSampler<TTarget>(Recipe recipe, Dataset<TTarget> images) =>
        Sampler.Create(recipe.Data.Sampling, images, (ulong)recipe.Seed, perEpoch: recipe.Data.EpochImages > 0 ? recipe.Data.EpochImages : null);

    public static BatchLoader<TTarget> Load<TTarget, TResult>(
        TrainingTask<TTarget, TResult> task, Recipe recipe, Dataset<TTarget> images, Graph graph, ModelCard card, TrainingOptions training, int batchSize)
        where TResult : EvaluationResult
    {
        var sampler = CreateSampler(recipe, images);
        var options = ModelValidation.LoaderOptions(graph, card, recipe, training) with
        {
            BatchSize = batchSize,
            // Batch normalization makes little of the few images of a last batch.
            DropLast = sampler.Count >= batchSize,
        };
        if (recipe.Data.ScaledDecoding)
            options = options with { DecodingScale = (width, height) => task.DecodingScale(recipe, width, height, options) };
        return new(images, sampler, options, task.CreateAugmentation(recipe, images));
    }
}
