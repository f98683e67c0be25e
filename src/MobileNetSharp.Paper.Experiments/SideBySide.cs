using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MobileNetSharp.Paper.Experiments;

/// <summary>Several trainings at once.</summary>
static class SideBySide
{
    /// <summary>Does the jobs in order, so many at once; the first that fails stops the others, and its exception is thrown.</summary>
    public static void Run<T>(IEnumerable<T> jobs, int atOnce, Action<T, CancellationToken> job, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            Parallel.ForEach(
                Partitioner.Create(jobs, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, item => Guarded(item));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions.FirstOrDefault(inner => inner is not OperationCanceledException) ?? e.InnerExceptions[0]);
        }

        void Guarded(T item)
        {
            try
            {
                stop.Token.ThrowIfCancellationRequested();
                job(item, stop.Token);
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        }
    }
}
