using System.Runtime.ExceptionServices;

namespace MobileNetSharp.Datasets;

/// <summary>A loop over several threads that tells its progress; what goes wrong first is thrown as it is.</summary>
static class ParallelWork
{
    public static void For(int count, int threads, Action<int> body, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var done = 0;
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, index =>
            {
                body(index);
                progress?.Report((double)Interlocked.Increment(ref done) / count);
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
