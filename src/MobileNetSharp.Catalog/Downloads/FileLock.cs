namespace MobileNetSharp.Catalog.Downloads;

/// <summary>A lock between processes and between tasks: an empty file that one at a time opens.</summary>
static class FileLock
{
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for the lock; disposing the result releases it. The file stays, since deleting it would let two holders in.</summary>
    public static async Task<IDisposable> AcquireAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeld(e))
            {
                await Task.Delay(PollInterval, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Windows: ERROR_SHARING_VIOLATION; otherwise EWOULDBLOCK of flock, 11 on Linux, 35 on macOS and the BSDs.
    static bool IsHeld(IOException e) => e.HResult == (OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsLinux() ? 11 : 35);
}
