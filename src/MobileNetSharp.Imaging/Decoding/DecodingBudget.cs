namespace MobileNetSharp.Imaging.Decoding;

/// <summary>
/// The memory for images that are decoded for networks, of the whole process: decoding waits until there is room, so that many
/// huge images at once take no more than one.
/// </summary>
static class DecodingBudget
{
    public const long MaxBytes = 208L << 20;

    /// <summary>Smaller arrays are left to the garbage collector's own pace.</summary>
    const long LargeBytes = 8 << 20;

    /// <summary>Of the files of so many bytes, one is read at one time.</summary>
    const long LargeFileBytes = 16 << 20;

    static readonly object Counting = new();
    static readonly SemaphoreSlim LargeFile = new(1);
    static long taken, garbage;
    static int collections;

    [ThreadStatic]
    static Share? current;

    /// <summary>Begins the use of images by this thread: what they take is given back when the result is disposed, after the last use of an image.</summary>
    public static Share? Enter() => current is null ? current = new Share() : null;

    /// <summary>Takes memory for an image, of which the pixels are <paramref name="pixelBytes"/>; inside <see cref="Enter"/>. A second image of one thread never waits for its first.</summary>
    public static void Take(long bytes, long pixelBytes)
    {
        var share = current!;
        var isCollecting = false;
        lock (Counting)
        {
            while (taken > 0 && taken + bytes > MaxBytes && share.Bytes == 0)
                Monitor.Wait(Counting);
            taken += bytes;
            ForgetCollected();
            if (garbage > 0 && taken + garbage > MaxBytes)
                (isCollecting, garbage) = (true, 0);
        }

        share.Bytes += bytes;
        share.GarbageBytes += pixelBytes >= LargeBytes ? pixelBytes : 0;
        // The pixels of earlier images are in memory until then.
        if (isCollecting) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <summary>Waits for the turn of a large file before it is read; inside <see cref="Enter"/>.</summary>
    public static void TakeFile(Stream file)
    {
        var length = Length(file);
        if (length < LargeFileBytes) return;
        var share = current!;
        if (!share.HasLargeFile) LargeFile.Wait();
        share.HasLargeFile = true;
        share.GarbageBytes += length;
    }

    public static bool IsLarge(Stream file) => Length(file) >= LargeFileBytes;

    static long Length(Stream file) => file.CanSeek ? file.Length - file.Position : 0;

    static void Return(Share share)
    {
        lock (Counting)
        {
            taken -= share.Bytes;
            ForgetCollected();
            garbage += share.GarbageBytes;
            Monitor.PulseAll(Counting);
        }

        if (share.HasLargeFile) LargeFile.Release();
    }

    static void ForgetCollected()
    {
        var now = GC.CollectionCount(GC.MaxGeneration);
        if (collections != now) (garbage, collections) = (0, now);
    }

    /// <summary>What the images of one thread take.</summary>
    public sealed class Share : IDisposable
    {
        public long Bytes { get; set; }

        public long GarbageBytes { get; set; }

        public bool HasLargeFile { get; set; }

        public void Dispose()
        {
            current = null;
            if (Bytes > 0 || HasLargeFile) Return(this);
        }
    }
}
