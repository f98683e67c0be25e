namespace MobileNetSharp.Datasets.Tests;

static class BatchLoaderExtensions
{
    /// <summary>An epoch that ends with the test run.</summary>
    public static IEnumerable<Batch> Batches(this BatchLoader loader, int epoch, int firstBatch = 0)
        => loader.Epoch(epoch, firstBatch, TestContext.Current.CancellationToken);
}
