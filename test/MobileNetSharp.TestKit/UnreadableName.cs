using System.Diagnostics;

namespace MobileNetSharp.TestKit;

/// <summary>Files and folders whose names are not UTF-8, which only a shell can make.</summary>
public static class UnreadableName
{
    static readonly HashSet<string> Renamed = [];

    /// <summary>Moves a file or folder to the same folder, under a name that printf writes (<c>caf\\351.jpg</c>).</summary>
    public static void Rename(string path, string name)
    {
        lock (Renamed)
            Renamed.Add(path);
        Shell("mv \"$1\" \"$2/$(printf \"$3\")\"", path, Path.GetDirectoryName(path)!, name);
    }

    /// <summary>Deletes what .NET cannot, if there is any, in a folder.</summary>
    internal static void Delete(string folder)
    {
        lock (Renamed)
        {
            if (Renamed.RemoveWhere(path => path.StartsWith(folder, StringComparison.Ordinal)) == 0)
                return;
        }

        Shell("rm -rf \"$1\"/*", folder);
    }

    static void Shell(string command, params string[] arguments)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command, "sh", .. arguments]) { RedirectStandardError = true })!;
        var error = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        if (shell.ExitCode != 0)
            throw new IOException(error);
    }

    /// <summary>Why there are none here; null where there are.</summary>
    public static string? Missing => OperatingSystem.IsLinux() ? null : "names are UTF-8 or UTF-16 here";
}
