using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace MobileNetSharp.Cli;

/// <summary>Which exceptions are caused by the user's files, network or arguments, and the line to print for each.</summary>
static partial class Failures
{
    /// <summary>What happened, without what it came wrapped in.</summary>
    public static Exception Cause(Exception e) => e switch
    {
        AggregateException { InnerExceptions: [var only] } => Cause(only),
        TypeInitializationException or TargetInvocationException or TaskSchedulerException when e.InnerException is { } inner => Cause(inner),
        _ => e,
    };

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
            _ => InOurWords(e.Message),
        };
        return Hints.For(e) is { } hint ? $"{line} {hint}" : line;
    }

    /// <summary>What .NET adds to messages is left out, and its sentences about files are put as ours: <c>PATH: reason.</c></summary>
    static string InOurWords(string message)
    {
        message = ParameterAndValue().Replace(message, "").ReplaceLineEndings(" ");
        message = DeniedPath().Replace(message, "${path}: access denied.");
        message = MissingPath().Replace(message, "${path}: no such file.");
        return PathAtEnd().Replace(message, "${path}: ${reason}.");
    }

    [GeneratedRegex(@" \(Parameter '[^']*'\)|\s*Actual value was .*")]
    private static partial Regex ParameterAndValue();

    [GeneratedRegex("^Access to the path '(?<path>.*)' is denied.$")]
    private static partial Regex DeniedPath();

    [GeneratedRegex("^Could not find (file|a part of the path) '(?<path>.*)'.$")]
    private static partial Regex MissingPath();

    [GeneratedRegex("^(?<reason>[^:']+) : '(?<path>.*)'$")]
    private static partial Regex PathAtEnd();

    /// <summary>TorchSharp throws the type itself; those below it are sockets' and the system's.</summary>
    static bool IsLibtorch(Exception e) => e.GetType() == typeof(ExternalException);

    static partial void AddTraining(Exception e, ref bool isExpected);
}
