using System.Collections.Immutable;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Datasets.Loading;

namespace MobileNetSharp.Training.Recipes;

/// <summary>A training run, described completely; see docs/training.md for every field. As JSON in camelCase by <see cref="RecipeJson"/>.</summary>
public sealed record Recipe
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>Decides every random choice: initial weights, order, augmentation, dropout.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The network.</summary>
    public NetworkRecipe Network { get; init; } = new();

    /// <summary>What a detector's head and loss are like; null for other tasks.</summary>
    public DetectionRecipe? Detection { get; init; }

    /// <summary>The images.</summary>
    public DataRecipe Data { get; init; } = new();

    /// <summary>What is trained when; each phase starts from the best weights of the one before.</summary>
    public ImmutableArray<TrainingPhase> Phases { get; init; } = [new()];

    /// <summary>How gradients become steps.</summary>
    public OptimizerRecipe Optimizer { get; init; } = new();

    /// <summary>The learning rate over a phase.</summary>
    public ScheduleRecipe Schedule { get; init; } = new();

    /// <summary>How much of the averaged weights each step keeps, such as 0.9999; 0 for no average.</summary>
    public double EmaDecay { get; init; }

    /// <summary>The longest that the gradient of all weights together may be; 0 for any length.</summary>
    public double ClipNorm { get; init; }

    /// <summary>Batches whose gradients are averaged for one step.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>The numbers that convolutions are trained in.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Which epoch is the best, and when a phase ends early.</summary>
    public EarlyStoppingRecipe EarlyStopping { get; init; } = new();

    /// <summary>How often the run is saved.</summary>
    public CheckpointRecipe Checkpoint { get; init; } = new();

    /// <summary>
    /// The same with this many epochs in all, divided among the phases in proportion to their epochs. Each phase keeps at least
    /// one; where there are fewer epochs than phases, the first phases have one each and the others none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public Recipe WithEpochs(int total)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        var epochs = EpochShares.Divide(total, [.. Phases.Select(phase => phase.Epochs)]);
        return this with { Phases = [.. Phases.Select((phase, i) => phase with { Epochs = epochs[i] })] };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Description}";
}

/// <summary>Which network is trained and what its weights are to begin with.</summary>
public sealed record NetworkRecipe
{
    /// <summary>Whether the run starts from a trained model, whose head is replaced; else from random weights.</summary>
    public bool Pretrained { get; init; } = true;

    /// <summary>A model file, a name of the catalog, or, without trained weights, a network name; empty for the catalog's default.</summary>
    public string Model { get; init; } = "";

    /// <summary>Whose conventions a network from random weights follows.</summary>
    public NetworkDialect Dialect { get; init; } = NetworkDialect.TensorFlow;

    /// <summary>What random weights are drawn from.</summary>
    public WeightInitialization Initialization { get; init; } = WeightInitialization.TorchVision;

    /// <summary>The probability to drop a feature before the classifier (1 − TF-slim's "keep").</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>The share of the new batch in the statistics of batch normalization: 0.1 is PyTorch's, 0.003 TF-slim's for the MobileNets (1 − its decay of 0.997).</summary>
    public double BatchNormMomentum { get; init; } = 0.1;

    /// <summary>Whether batch normalization of the pretrained layers uses the statistics that it came with, and leaves them; for small batches, which have none to speak of. The new head's learns its own.</summary>
    public bool KeepsStatistics { get; init; }

    /// <summary>The central part of an image's width and height that evaluation keeps, for a network that starts from random weights.</summary>
    public double CropFraction { get; init; } = 0.875;
}

/// <summary>Whose conventions a network from random weights follows: padding, ε of batch normalization, and how images become its input.</summary>
public enum NetworkDialect
{
    /// <summary>TF-slim's: SAME padding, ε = 1e-3, the central part of the image in [-1, 1].</summary>
    TensorFlow,

    /// <summary>torchvision's: symmetric padding, ε = 1e-5, resized and cut from the center, ImageNet's mean and deviation.</summary>
    PyTorch,
}

/// <summary>What the weights are drawn from, where a run does not start from a trained model.</summary>
public enum WeightInitialization
{
    /// <summary>TF-slim's for the MobileNets: a normal of deviation 0.09, truncated.</summary>
    TfSlim,

    /// <summary>torchvision's for mobilenet_v2: by the outputs of each layer.</summary>
    TorchVision,
}

/// <summary>How images are chosen, changed and put into batches.</summary>
public sealed record DataRecipe
{
    /// <summary>Images in a batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The share of each class that is kept from training to validate on, where the data set has no validation split.</summary>
    public double ValidationFraction { get; init; } = 0.2;

    /// <summary>How often the images of large and small classes (strata) are seen.</summary>
    public Sampling Sampling { get; init; } = Sampling.Shuffled;

    /// <summary>Images of an epoch, each of which continues where the one before stopped; 0 for all of them. For shuffled sampling.</summary>
    public int EpochImages { get; init; }

    /// <summary>
    /// Whether large JPEG and WebP images are decoded at a fraction of their size for training, where even the smallest crop
    /// still has as many pixels as the input. Validation always decodes whole images.
    /// </summary>
    public bool ScaledDecoding { get; init; }

    /// <summary>How images are varied; not those of a phase that trains the classifier alone.</summary>
    public ImageAugmentation Augmentation { get; init; } = new(new RandomResizedCrop());

    /// <summary>The part of the target that is spread evenly over all classes; for classifiers.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Whether images that cannot be read are left out and reported; else the first one stops the run.</summary>
    public bool SkipsBroken { get; init; }
}

/// <summary>A stretch of a run in which the same layers are trained, with an optimizer and a schedule that begin anew.</summary>
public sealed record TrainingPhase
{
    /// <summary>Its name in progress and reports; empty for the layers that it trains, such as <c>all layers</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>What is trained: the head of the task, or as many of the last layers as <see cref="TrainedLayers"/> says.</summary>
    public TrainedPart Trains { get; init; } = TrainedPart.LastLayers;

    /// <summary>
    /// How many layers with weights are trained, counted from the last; 0 for all. With 1 a classifier learns
    /// alone, on features that the engine computes once.
    /// </summary>
    public int TrainedLayers { get; init; }

    /// <summary>What the optimizer's learning rate is multiplied by in this phase.</summary>
    public double LearningRateFactor { get; init; } = 1;

    /// <summary>Images in a batch; 0 for the recipe's.</summary>
    public int BatchSize { get; init; }
}

/// <summary>Which part of a network a phase trains.</summary>
public enum TrainedPart
{
    /// <summary>The last layers, or all.</summary>
    LastLayers,

    /// <summary>The task's head, however many layers it has; what comes before stays as it is.</summary>
    Head,
}

/// <summary>The optimizer with its constants; a kind reads only those that it knows.</summary>
public sealed record OptimizerRecipe
{
    /// <summary>Which one.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.Sgd;

    /// <summary>The learning rate that the schedule starts from; a phase may take a part of it.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>The share of the last step that the next one keeps; AdamW's β₁.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether SGD looks ahead along its momentum.</summary>
    public bool Nesterov { get; init; }

    /// <summary>The share of the mean square gradient that is kept each step: RMSProp's decay, AdamW's β₂.</summary>
    public double SquareDecay { get; init; } = 0.999;

    /// <summary>Added to the mean square gradient inside RMSProp's root, to the root itself in AdamW.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>How much weights shrink: as part of the gradient, in AdamW beside it.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Whether the kernels of depthwise convolutions shrink too.</summary>
    public bool DecaysDepthwise { get; init; }

    /// <summary>Whether γ and β of batch normalization shrink too.</summary>
    public bool DecaysBatchNorm { get; init; }

    /// <summary>Whether biases shrink too.</summary>
    public bool DecaysBias { get; init; }
}

/// <summary>How gradients become steps.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with momentum, Nesterov's on request.</summary>
    Sgd,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101).</summary>
    AdamW,

    /// <summary>TensorFlow's RMSProp: ε inside the root, momentum on the scaled gradient (§6.1's optimizer).</summary>
    RmsProp,
}

/// <summary>How the learning rate changes over a phase; epochs are counted from the phase's beginning and may be fractions.</summary>
public sealed record ScheduleRecipe
{
    /// <summary>The shape.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.Cosine;

    /// <summary>Epochs over which the rate rises from nothing to its full height first.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>What the rate is multiplied by every <see cref="EveryEpochs"/> (step, exponential).</summary>
    public double Factor { get; init; } = 0.98;

    /// <summary>Epochs from one factor to the next.</summary>
    public double EveryEpochs { get; init; } = 1;

    /// <summary>The part of the rate that is left at the end of a cosine.</summary>
    public double FinalFraction { get; init; }
}

/// <summary>How the learning rate falls.</summary>
public enum ScheduleKind
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>By the factor at once, every so many epochs.</summary>
    Step,

    /// <summary>By the factor over every so many epochs, a little each step.</summary>
    Exponential,

    /// <summary>Along half a cosine, down to the final fraction (Loshchilov and Hutter, arXiv 1608.03983).</summary>
    Cosine,
}

/// <summary>The numbers that convolutions are trained in.</summary>
public enum Precision
{
    /// <summary>32 bits throughout.</summary>
    Float32,

    /// <summary>Convolutions in bfloat16; weights, batch normalization and loss stay in 32 bits.</summary>
    BFloat16,
}

/// <summary>Which epoch is the best, and when to stop looking for a better one.</summary>
public sealed record EarlyStoppingRecipe
{
    /// <summary>The figure that counts, by its name among the task's metrics (top1, top5 or validationLoss for classifiers); empty for the task's main one.</summary>
    public string Metric { get; init; } = "";

    /// <summary>Epochs without a better one after which a phase ends; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>By how much an epoch must be better to count.</summary>
    public double MinimumGain { get; init; }
}

/// <summary>How often a run is saved, beside after every epoch.</summary>
public sealed record CheckpointRecipe
{
    /// <summary>Minutes between two checkpoints within an epoch; 0 for none.</summary>
    public double EveryMinutes { get; init; } = 10;
}
