using System.Collections.Immutable;

namespace MobileNetSharp.Training;

/// <summary>Why a run cannot begin or continue.</summary>
public enum TrainingFailure
{
    /// <summary>Something else; the message says it all.</summary>
    Other,

    /// <summary>A recipe has a field or value that is wrong (<see cref="TrainingException.Field"/>), or cannot be read.</summary>
    Recipe,

    /// <summary>The model to start from cannot be trained for the task.</summary>
    StartingModel,

    /// <summary>A new run's folder cannot be used: it lies among the images, or cannot be made.</summary>
    Folder,

    /// <summary>There is a run in the folder already.</summary>
    RunExists,

    /// <summary>There is no run in the folder, or its files are damaged.</summary>
    NoRun,

    /// <summary>Another run is using the folder.</summary>
    RunInUse,

    /// <summary>The run's images are no longer where they were.</summary>
    ImagesMoved,

    /// <summary>The run's images were generated, not files.</summary>
    ImagesGenerated,

    /// <summary>An image cannot be read (<see cref="TrainingException.Images"/>).</summary>
    UnreadableImage,

    /// <summary>None of the images can be read.</summary>
    NoReadableImage,

    /// <summary>The loss, a gradient or a weight is no longer a number (<see cref="TrainingException.Step"/>).</summary>
    Diverged,

    /// <summary>A file of the run cannot be written.</summary>
    CannotWrite,

    /// <summary>libtorch failed.</summary>
    Torch,

    /// <summary>libtorch found no memory for a batch.</summary>
    OutOfMemory,
}

/// <summary>A run cannot begin or continue; the message is one line that says why and what to do.</summary>
public sealed class TrainingException(string message, Exception? innerException = null) : MobileNetSharpException(message, innerException)
{
    /// <summary>Why.</summary>
    public TrainingFailure Failure { get; init; }

    /// <summary>The folder of the run, or its images' folder, where that is the matter.</summary>
    public string? Folder { get; init; }

    /// <summary>The recipe's field, such as <c>optimizer.learningRate</c>, where that is the matter.</summary>
    public string? Field { get; init; }

    /// <summary>The step of the run at which it diverged, from 1.</summary>
    public long? Step { get; init; }

    /// <summary>The names of the images that are to blame or that the step was computed from.</summary>
    public ImmutableArray<string> Images { get; init; } = [];
}
