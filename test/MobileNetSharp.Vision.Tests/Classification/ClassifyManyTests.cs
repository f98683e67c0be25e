using System.Runtime.CompilerServices;
using MobileNetSharp.Cards;
using MobileNetSharp.Imaging;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Vision.Classification;

namespace MobileNetSharp.Vision.Tests.Classification;

public sealed class ClassifyManyTests : IDisposable
{
    readonly TempFolder folder = new();
    readonly ImageClassifier classifier = Create();

    public void Dispose()
    {
        classifier.Dispose();
        folder.Dispose();
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static ImageClassifier Create()
    {
        var graph = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32, Classes = 3 });
        using var model = new Model(graph, SpreadWeights.For(graph, seed: 3), new ModelCard
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Logits),
            Labels = ["ant", "bee", "cat"],
            Preprocessing = Preprocessing.TensorFlow,
        });
        return new ImageClassifier(model);
    }

    static RgbImage Image(int seed)
    {
        var image = new RgbImage(40, 30);
        new Random(seed).NextBytes(image.WritablePixels);
        return image;
    }

    static byte[] Png(int seed)
    {
        using var png = new MemoryStream();
        Image(seed).SavePng(png);
        return png.ToArray();
    }

    static async IAsyncEnumerable<int> Numbers([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0; ; number++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return number;
        }
    }

    [Fact]
    public async Task Files_come_in_order_and_one_that_cannot_be_read_does_not_stop_the_others()
    {
        string[] paths = [.. Enumerable.Range(0, 20).Select(number => folder.File($"{number}.png"))];
        for (var number = 0; number < paths.Length; number++)
            Image(number).SavePng(paths[number]);
        File.Delete(paths[3]);
        await File.WriteAllTextAsync(paths[11], "hello", Token);

        var results = await classifier.ClassifyManyAsync(paths, cancellationToken: Token).ToListAsync(Token);

        Assert.Equal(paths, results.Select(result => result.Source));
        Assert.Equal([3, 11], Enumerable.Range(0, 20).Where(number => !results[number].Succeeded));
        Assert.IsType<FileNotFoundException>(results[3].Error);
        Assert.StartsWith($"{paths[11]}: not an image", Assert.IsType<ImageFormatException>(results[11].Error).Message, StringComparison.Ordinal);
        foreach (var number in Enumerable.Range(0, 20).Except([3, 11]))
            Assert.Equal(classifier.Classify(Image(number)).Top, results[number].Result!.Top);
    }

    [Fact]
    public async Task An_endless_source_is_read_only_a_little_ahead()
    {
        var opened = 0;
        Stream Open(int number)
        {
            Interlocked.Increment(ref opened);
            return new MemoryStream(Png(number));
        }

        var taken = 0;
        await foreach (var image in classifier.ClassifyManyAsync(Numbers(Token), Open, cancellationToken: Token))
        {
            Assert.Equal(taken++, image.Source);
            Assert.InRange(opened, taken, taken + 4);
            if (taken == 12)
                break;
        }
    }

    [Fact]
    public async Task An_exception_of_the_callers_stream_belongs_to_its_image_and_one_of_the_list_ends_it()
    {
        static async IAsyncEnumerable<int> Broken()
        {
            yield return 0;
            yield return 1;
            await Task.Yield();
            throw new TimeoutException("the list broke off");
        }

        var results = new List<ImageResult<int, ImageClassification>>();
        var error = await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            await foreach (var image in classifier.ClassifyManyAsync(
                Broken(), number => number == 0 ? throw new InvalidOperationException("gone") : new MemoryStream(Png(number)), cancellationToken: Token))
            {
                results.Add(image);
            }
        });
        Assert.Equal("the list broke off", error.Message);
        Assert.Equal([false, true], results.Select(result => result.Succeeded));
        Assert.Equal("gone", results[0].Error!.Message);
    }

    [Fact]
    public async Task A_stalled_stream_can_be_cancelled()
    {
        using var stalled = new StalledStream();
        using var cancelling = new CancellationTokenSource();
        await using var images = classifier.ClassifyManyAsync(Numbers(Token), _ => stalled, cancellationToken: cancelling.Token).GetAsyncEnumerator(Token);
        var next = images.MoveNextAsync().AsTask();
        await stalled.Reading.WaitAsync(Token);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Token));
    }

    [Fact]
    public async Task Every_opened_stream_is_disposed_when_an_enumeration_ends_early()
    {
        var (opened, open) = (0, 0);
        Stream Open(int number)
        {
            Interlocked.Increment(ref opened);
            Interlocked.Increment(ref open);
            return new LingeringStream(number == 0 ? Png(0) : null, () => Interlocked.Decrement(ref open));
        }

        await foreach (var image in classifier.ClassifyManyAsync(Numbers(Token), Open, cancellationToken: Token))
        {
            while (Volatile.Read(ref opened) < 2)
                await Task.Yield();
            break;
        }

        Assert.Equal(0, open);
    }

    [Fact]
    public async Task A_cancelled_stream_may_throw_any_exception()
    {
        using var cancelling = new CancellationTokenSource();
        using var lingering = new LingeringStream(null, () => { });
        await using var images = classifier.ClassifyManyAsync(Numbers(Token), _ => lingering, cancellationToken: cancelling.Token).GetAsyncEnumerator(Token);
        var next = images.MoveNextAsync().AsTask();
        await lingering.Reading.WaitAsync(Token);
        for (var i = 0; i < 1000; i++)
            await Task.Yield();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    /// <summary>Gives its content, or waits until it is cancelled, takes a while to give up, and then reports a broken connection.</summary>
    sealed class LingeringStream(byte[]? content, Action disposed) : MemoryStream(content ?? [])
    {
        readonly TaskCompletionSource reading = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Done once somebody waits for bytes.</summary>
        public Task Reading => reading.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (content is not null)
                return await base.ReadAsync(buffer, cancellationToken);
            reading.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            for (var i = 0; i < 1000; i++)
                await Task.Yield();
            throw new IOException("connection reset");
        }

        protected override void Dispose(bool disposing)
        {
            disposed();
            base.Dispose(disposing);
        }
    }
}
