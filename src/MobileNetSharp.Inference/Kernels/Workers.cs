namespace MobileNetSharp.Inference.Kernels;

/// <summary>Splits work into one range per thread. No result depends on where the cuts fall.</summary>
sealed class Workers(int threads)
{
    readonly ParallelOptions options = new() { MaxDegreeOfParallelism = threads };

    public int Threads => threads;

    /// <summary>Calls <paramref name="body"/> with ranges [first, end) that make up [0, count).</summary>
    public void For(int count, Action<int, int> body)
    {
        var ranges = Math.Min(threads, count);
        if (ranges <= 1)
        {
            body(0, count);
            return;
        }

        Parallel.For(0, ranges, options, i => body(Cut(i), Cut(i + 1)));
        int Cut(int i) => (int)((long)count * i / ranges);
    }
}
