using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Numerics;
using MobileNetSharp.Plotting.Html;
using MobileNetSharp.Reporting;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Training.Trainer;
using MobileNetSharp.Weights;
using TorchSharp;

namespace MobileNetSharp.Training;

/// <summary>All that a training must know about what is learned; the trainer itself knows nothing about it.</summary>
/// <typeparam name="TTarget">What an image of the data set has: a class, boxes, a mask.</typeparam>
/// <typeparam name="TResult">How good a network is at it.</typeparam>
public abstract class TrainingTask<TTarget, TResult>
    where TResult : EvaluationResult
{
    /// <summary>The figures of <typeparamref name="TResult"/> that each epoch reports, in the order of the columns of metrics.csv.</summary>
    public abstract ImmutableArray<Metric> Metrics { get; }

    /// <summary>The figure that chooses the best epoch unless the recipe names another.</summary>
    public abstract Metric MainMetric { get; }

    /// <summary>The figure that decides between epochs that are equally good by the one that chooses; null where the earlier one stays the best.</summary>
    public virtual Metric? TieBreaker => null;

    /// <summary>Turns targets into the named tensors that <see cref="Loss"/> compares with the outputs; called on a thread of the loader.</summary>
    /// <param name="batch">Images with their targets. The pixels may be changed, such as by mixing.</param>
    /// <param name="context">The network that is trained, and the recipe.</param>
    /// <param name="stream">Random numbers that belong to this batch of this epoch.</param>
    public abstract IReadOnlyDictionary<string, Tensor> Encode(Batch<TTarget> batch, TrainingContext context, RandomStream stream);

    /// <summary>The mean loss of a batch's images, a scalar with a gradient.</summary>
    /// <param name="outputs">The network's outputs <c>(N,C,H,W)</c> by name.</param>
    /// <param name="targets">The encoded targets by name, in 32-bit floats, on the same device.</param>
    /// <param name="context">The network that is trained, and the recipe.</param>
    public abstract torch.Tensor Loss(
        IReadOnlyDictionary<string, torch.Tensor> outputs, IReadOnlyDictionary<string, torch.Tensor> targets, TrainingContext context);

    /// <summary>Measures a model on images, with the engine, as it will be used.</summary>
    public abstract TResult Validate(Model model, ValidationImages<TTarget> images, EngineOptions options, CancellationToken cancellationToken);

    /// <summary>Compares what two models predict for the same images, such as a model and its exported file.</summary>
    public abstract ModelComparison Compare(Model first, Model second, ValidationImages<TTarget> images, EngineOptions options, CancellationToken cancellationToken);

    /// <summary>The network with a head of this task, with random weights, in place of its last layers; what comes before keeps its weights. It must outlive the model that it is made from.</summary>
    /// <exception cref="TrainingException">The network has nothing that the head can be put on.</exception>
    public abstract Model ReplaceHead(Model model, Recipe recipe);

    /// <summary>What the report shows about the best model.</summary>
    public abstract ReportSections CreateReport(TResult result, Dataset<TTarget> images);

    /// <summary>Crops, flips and colors of a training image.</summary>
    /// <param name="recipe">How to vary images.</param>
    /// <param name="images">The training images, for what combines several of them.</param>
    public virtual Augment<TTarget> CreateAugmentation(Recipe recipe, Dataset<TTarget> images)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Data.Augmentation.For<TTarget>();
    }

    /// <summary>The fraction of its width and height at which an image may be decoded for that, where the recipe allows it.</summary>
    public virtual double DecodingScale(Recipe recipe, int imageWidth, int imageHeight, LoaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Data.Augmentation.DecodingScale(imageWidth, imageHeight, options);
    }

    /// <summary>Whether a layer of a network of <see cref="ReplaceHead"/> belongs to the head: it learns its statistics where those of a trained model are kept, and alone in a phase that trains the head.</summary>
    public virtual bool IsHead(Graph graph, Node node) => false;

    /// <summary>Throws where these images cannot be trained and validated with.</summary>
    /// <exception cref="DatasetException">The message says what is missing.</exception>
    public virtual void Check(DatasetSplits<TTarget> splits)
    {
    }

    /// <summary>The first field of a recipe that this task cannot follow, as <c>'field' must be …</c>; null if none.</summary>
    public virtual string? Fault(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Data.Augmentation.Mixing is null ? null : "'data.augmentation.mixing' must be null: the targets of this task cannot be blended";
    }

    /// <summary>Why the network of a checkpoint does not fit the targets, such as for other classes; null where it does.</summary>
    public virtual string? Mismatch(ModelCard card) => null;

    /// <summary>The training images in a few words, such as <c>30 images of 10 classes</c>.</summary>
    public virtual string Describe(Dataset<TTarget> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return $"{images.Count} images";
    }

    /// <summary>A training image with its target, as the report shows it. The image may be drawn on.</summary>
    public virtual ReportImage Draw(Sample<TTarget> sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new(sample.Image);
    }

    /// <summary>Whether a phase is trained by the <see cref="CreateShortcut"/>, which does not vary images.</summary>
    internal virtual bool HasShortcut(Graph graph, TrainingPhase phase) => false;

    /// <summary>A faster way through a phase that trains few layers; null where there is none.</summary>
    internal virtual PhaseData<TResult>? CreateShortcut(
        TrainingSession<TTarget, TResult> session, TrainingPhase phase, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) => null;
}

/// <summary>Images to validate with: the data set, and how its batches are read.</summary>
/// <param name="Images">The data set.</param>
/// <param name="Loader">Reads it in order, framed as the model's card says.</param>
public sealed record ValidationImages<TTarget>(Dataset<TTarget> Images, BatchLoader<TTarget> Loader)
{
    /// <summary>The images in batches.</summary>
    public IEnumerable<Batch<TTarget>> Batches(CancellationToken cancellationToken) => Loader.Epoch(0, cancellationToken: cancellationToken);
}
