using System.Text.RegularExpressions;

namespace MobileNetSharp.Files;

/// <summary>The system's errors about files in the words of this library: <c>PATH: reason</c>, with the path that the caller gave.</summary>
public static partial class FileErrors
{
    /// <summary>ENOSPC and EDQUOT of Linux; .NET keeps the system's number.</summary>
    static readonly int[] LinuxDiskFull = [28, 122];

    /// <summary>The same of macOS.</summary>
    static readonly int[] BsdDiskFull = [28, 69];

    /// <summary>ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED.</summary>
    static readonly int[] WindowsDiskFull = [unchecked((int)0x80070027), unchecked((int)0x80070070), unchecked((int)0x8007050F)];

    /// <summary>Why a file cannot be read or written, without the path that the system names, which may be that of a temporary file.</summary>
    public static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "access denied",
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such folder",
        PathTooLongException => "the path or a name in it is too long",
        null => throw new ArgumentNullException(nameof(e)),
        _ => PathAtEnd().Replace(e.Message, "").TrimEnd('.'),
    };

    /// <summary>Whether an error comes from a disk without room, or a quota that is used up: only then making room helps.</summary>
    public static bool IsDiskFull(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is IOException && (OperatingSystem.IsWindows() ? WindowsDiskFull : OperatingSystem.IsLinux() ? LinuxDiskFull : BsdDiskFull).Contains(e.HResult))
                return true;
        }

        return false;
    }

    /// <summary>A failed write under the path that the caller gave.</summary>
    public static Exception CannotWrite(string path, Exception e) => e is UnauthorizedAccessException
        ? new UnauthorizedAccessException($"{path}: access denied.", e)
        : new IOException($"{path}: cannot be written: {Reason(e)}.", e);

    /// <summary>How .NET names the path of a failed system call on Unix.</summary>
    [GeneratedRegex(@" : '.*'$", RegexOptions.Singleline)]
    private static partial Regex PathAtEnd();
}
