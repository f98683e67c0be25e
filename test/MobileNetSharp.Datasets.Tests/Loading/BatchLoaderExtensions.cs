using MobileNetSharp.Datasets.Loading;

namespace MobileNetSharp.Datasets.Tests;

static class BatchLoaderExtensions
{
    /// <summary>An epoch that ends with the test run.</summary>
    public static IEnumerable<Batch<int>> Batches(this BatchLoader<int> loader, int epoch, int firstBatch = 0)
        => loader.Epoch(epoch, firstBatch, TestContext.Current.CancellationToken);
}
