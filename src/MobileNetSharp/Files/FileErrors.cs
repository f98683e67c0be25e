using System.Text.RegularExpressions;

namespace MobileNetSharp.Files;

/// <summary>The system's errors about files in the words of this library: <c>PATH: reason</c>, with the path that the caller gave.</summary>
public static partial class FileErrors
{
    /// <summary>Why a file cannot be read or written, without the path that the system names, which may be that of a temporary file.</summary>
    public static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "access denied",
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such folder",
        null => throw new ArgumentNullException(nameof(e)),
        _ => PathAtEnd().Replace(e.Message, "").TrimEnd('.'),
    };

    /// <summary>A failed write under the path that the caller gave.</summary>
    public static Exception CannotWrite(string path, Exception e) => e is UnauthorizedAccessException
        ? new UnauthorizedAccessException($"{path}: access denied.", e)
        : new IOException($"{path}: cannot be written: {Reason(e)}.", e);

    /// <summary>How .NET names the path of a failed system call on Unix.</summary>
    [GeneratedRegex(@" : '[^']*'$")]
    private static partial Regex PathAtEnd();
}
