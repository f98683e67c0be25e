using System.Runtime.InteropServices;
using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Vision;

namespace MobileNetSharp.Cli;

/// <summary>Which exceptions are the user's files, network or words, and how each is told in one line.</summary>
static partial class Failures
{
    public static bool IsExpected(Exception e)
    {
        var isExpected = e is ModelFormatException or ImageFormatException or CatalogException or DatasetException or GraphException or UserException
            or VectorWidthException or EvaluationException or IOException or UnauthorizedAccessException or OutOfMemoryException;
        AddTraining(e, ref isExpected);
        return isExpected;
    }

    public static string Line(Exception e) => e switch
    {
        OutOfMemoryException => "The memory is not enough; a smaller model, fewer --threads or a smaller image takes less.",
        _ when IsLibtorch(e) => $"libtorch: {e.Message.Split('\n')[0]}", // its own stack comes behind
        _ => e.Message.ReplaceLineEndings(" "),
    };

    /// <summary>TorchSharp throws the type itself; those below it are sockets' and the system's.</summary>
    static bool IsLibtorch(Exception e) => e.GetType() == typeof(ExternalException);

    static partial void AddTraining(Exception e, ref bool isExpected);
}
