using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Devices;
using MobileNetSharp.Vision;

namespace MobileNetSharp.Cli;

/// <summary>Which exceptions are the user's files, network or words, and how each is told in one line.</summary>
static class Failures
{
    public static bool IsExpected(Exception e) =>
        e is ModelFormatException or ImageFormatException or CatalogueException or DatasetException or GraphException or UserException
            or VectorWidthException or TrainingException or TorchDeviceException or EvaluationException or IOException or UnauthorizedAccessException or OutOfMemoryException;

    public static string Line(Exception e) => e is OutOfMemoryException
        ? "The memory is not enough; a smaller model, fewer --threads or a smaller picture takes less."
        : e.Message.ReplaceLineEndings(" ");
}
