using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace MobileNetSharp.TestKit;

/// <summary>A file system in memory of a few kilobytes, on which only folders and small files fit. A test that needs one is skipped where it cannot be mounted, as without root.</summary>
public sealed class FullDisk : IDisposable
{
    readonly TempFolder folder = new();
    bool isMounted;

    /// <summary>Mounts it.</summary>
    public FullDisk(int bytes)
    {
        isMounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={bytes}"), "none", Path);
        if (isMounted)
            return;
        folder.Dispose();
        Assert.Skip("no file system can be mounted here");
    }

    /// <summary>Its folder.</summary>
    public string Path => folder.Path;

    /// <summary>The files on it, also hidden ones.</summary>
    public string[] Files => Directory.GetFiles(Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isMounted)
            Run("umount", "--lazy", Path);
        isMounted = false;
        folder.Dispose();
    }

    static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
