using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Json;

/// <summary>One image that could not be processed.</summary>
sealed record ImageFailure(string Path, string Error)
{
    /// <summary>Prints one line to stderr, at once.</summary>
    public static ImageFailure Report(string path, Exception exception)
    {
        var cause = Failures.Line(exception);
        var prefix = $"{path}: ";
        cause = cause.StartsWith(prefix, StringComparison.Ordinal) ? cause[prefix.Length..] : cause;
        Terminal.Error($"{path}: {cause}");
        return new ImageFailure(path, cause);
    }
}
