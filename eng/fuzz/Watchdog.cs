using System.Globalization;
using System.IO.MemoryMappedFiles;

namespace MobileNetSharp.Fuzz;

/// <summary>Keeps the number of the file that is being read where it outlives the process, and ends a process that hangs.</summary>
sealed class Watchdog : IDisposable
{
    readonly MemoryMappedFile file;
    readonly MemoryMappedViewAccessor current;
    readonly Timer timer;
    readonly TimeSpan limit;

    public Watchdog(string folder, TimeSpan limit)
    {
        this.limit = limit;
        var path = Path.Combine(folder, "current");
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, sizeof(int));
        current = file.CreateViewAccessor();
        timer = new Timer(_ => Environment.FailFast($"Reading file {current.ReadInt32(0).ToString(CultureInfo.InvariantCulture)} took more than {limit}; the number is in {path}."));
    }

    /// <summary>The next file.</summary>
    public void Begin(int number)
    {
        current.Write(0, number);
        timer.Change(limit, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        timer.Dispose();
        current.Dispose();
        file.Dispose();
    }
}
