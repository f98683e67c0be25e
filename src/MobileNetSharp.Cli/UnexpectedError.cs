using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli;

/// <summary>The handler of last resort: what nobody foresaw ends in one line with a code to search for, its trace in a file to send in.</summary>
static class UnexpectedError
{
    /// <summary>The line is about the error; its path must not be cut off.</summary>
    const int LongestMessage = 200;

    /// <summary>Prints the line and writes the trace; returns the exit code.</summary>
    public static int Report(Exception e)
    {
        var (cause, code) = (Failures.Cause(e), Code(e));
        var message = PrintableText.Line(cause.Message.ReplaceLineEndings(" "), LongestMessage);
        Terminal.Error($"unexpected error {code} ({cause.GetType().Name}: {message}); {Written(e, code)}");
        return ExitCode.Unexpected;
    }

    /// <summary>The same for the same fault: of the types and the traces without the messages, in which the user's paths are.</summary>
    internal static string Code(Exception e)
    {
        var trace = new StringBuilder();
        for (var at = e; at is not null; at = at.InnerException)
            trace.Append(at.GetType().FullName).Append('\n').Append(at.StackTrace).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(trace.ToString())))[..6];
    }

    static string Written(Exception e, string code)
    {
        var path = Path.Combine(Path.GetTempPath(), $"mobilenet-{code}-{Path.GetRandomFileName()[..8]}.txt");
        // A new file that only this user reads: temp folders are shared, and a link with this name is not followed.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using var file = new StreamWriter(path, Encoding.UTF8, options);
            file.WriteLine($"mobilenet {Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}, .NET {Environment.Version}, {RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}");
            file.WriteLine(e);
        }
        catch (Exception cannot) when (cannot is IOException or UnauthorizedAccessException)
        {
            return $"its trace cannot be written to {path}";
        }

        return $"the full trace is in {path}";
    }
}
