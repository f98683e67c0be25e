using System.Runtime.InteropServices;

namespace MobileNetSharp.Cli;

/// <summary>Which exceptions are caused by the user's files, network or arguments, and the line to print for each.</summary>
static partial class Failures
{
    public static bool IsExpected(Exception e)
    {
        var isExpected = e is MobileNetSharpException or UserException or NotSupportedException or IOException or UnauthorizedAccessException or OutOfMemoryException;
        AddTraining(e, ref isExpected);
        return isExpected;
    }

    public static string Line(Exception e)
    {
        var line = e switch
        {
            OutOfMemoryException => "Out of memory.",
            _ when IsLibtorch(e) => $"libtorch: {e.Message.Split('\n')[0]}", // a native stack trace follows
            _ => e.Message.ReplaceLineEndings(" "),
        };
        return Hints.For(e) is { } hint ? $"{line} {hint}" : line;
    }

    /// <summary>TorchSharp throws the type itself; those below it are sockets' and the system's.</summary>
    static bool IsLibtorch(Exception e) => e.GetType() == typeof(ExternalException);

    static partial void AddTraining(Exception e, ref bool isExpected);
}
