namespace MobileNetSharp.Imaging.Decoding;

/// <summary>
/// The memory for images that are decoded for networks, of the whole process, their files' bytes included: decoding waits until there
/// is room, so that many huge images at once take little more than one.
/// </summary>
static class DecodingBudget
{
    /// <summary>For the images that are decoded, and for one image and its file.</summary>
    public const long MaxBytes = 176L << 20;

    /// <summary>For the files that are read while others are decoded; a larger one is read alone.</summary>
    public const long MaxFileBytes = 32L << 20;

    /// <summary>Smaller arrays are left to the garbage collector's own pace.</summary>
    const long LargeBytes = 8 << 20;

    /// <summary>After smaller images, native memory is left for the next.</summary>
    const long HugeBytes = 64 << 20;

    /// <summary>Smaller files do not count.</summary>
    const long LargeFileBytes = 1 << 20;

    static readonly object Counting = new();
    static long taken, files, garbage;
    static int decoding, collections;

    [ThreadStatic]
    static Share? current;

    /// <summary>Begins the use of images by this thread: what they take is given back when the result is disposed, after the last use of an image.</summary>
    public static Share? Enter() => current is null ? current = new Share() : null;

    /// <summary>Takes memory for an image, of which the pixels are <paramref name="pixelBytes"/>; inside <see cref="Enter"/>. A second image of one thread never waits for its first.</summary>
    public static void Take(long bytes, long pixelBytes)
    {
        var share = current!;
        lock (Counting)
        {
            // One at least is always decoded, so that no two wait for the files of each other.
            while (decoding > 0 && taken + bytes > MaxBytes && !share.IsDecoding)
                Monitor.Wait(Counting);
            taken += bytes;
            decoding += share.IsDecoding ? 0 : 1;
        }

        share.IsDecoding = true;
        share.Bytes += bytes;
        share.GarbageBytes += pixelBytes >= LargeBytes ? pixelBytes : 0;
        Collect();
    }

    /// <summary>Takes memory for the rest of a file before it is read, and waits for that of others; inside <see cref="Enter"/>.</summary>
    /// <exception cref="ImageFormatException">It takes more than an image for a network may.</exception>
    public static void TakeFile(Stream file)
    {
        var length = Length(file);
        if (length < LargeFileBytes) return;
        if (length > MaxBytes)
            throw new ImageFormatException($"{length >> 20} MiB of encoded image: more than the {MaxBytes >> 20} MiB that an image for a network may take; is this a photograph?");
        var share = current!;
        lock (Counting)
        {
            while (files > 0 && files + length > MaxFileBytes && share.FileBytes == 0)
                Monitor.Wait(Counting);
            (taken, files) = (taken + length, files + length);
        }

        share.FileBytes += length;
        share.GarbageBytes += length;
        Collect();
    }

    public static bool IsLarge(Stream file) => Length(file) >= LargeFileBytes;

    static long Length(Stream file) => file.CanSeek ? file.Length - file.Position : 0;

    /// <summary>The pixels and files of earlier images are in memory until they are collected.</summary>
    static void Collect()
    {
        lock (Counting)
        {
            ForgetCollected();
            if (garbage == 0 || taken + garbage <= MaxBytes) return;
            garbage = 0;
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    static void Return(Share share)
    {
        lock (Counting)
        {
            (taken, files) = (taken - share.Bytes - share.FileBytes, files - share.FileBytes);
            decoding -= share.IsDecoding ? 1 : 0;
            ForgetCollected();
            garbage += share.GarbageBytes;
            Monitor.PulseAll(Counting);
        }
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

        public long FileBytes { get; set; }

        public long GarbageBytes { get; set; }

        public bool IsDecoding { get; set; }

        public void Dispose()
        {
            current = null;
            if (Bytes >= HugeBytes) FreedMemory.Return();
            if (IsDecoding || FileBytes > 0) Return(this);
        }
    }
}
