using MobileNetSharp.Graphs;
using MobileNetSharp.Vision;

namespace MobileNetSharp.Cli;

/// <summary>Which exceptions are the user's files, network or words, and how each is told in one line.</summary>
static class Failures
{
    public static bool IsExpected(Exception e) =>
        e is ModelFormatException or ImageFormatException or CatalogueException or GraphException or UserException
            or IOException or UnauthorizedAccessException;

    public static string Line(Exception e) => e.Message.ReplaceLineEndings(" ");
}
