using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Tests;

public class BatchLoaderTests
{
    static readonly ShapesDataset Shapes = new(50, size: 40);

    static readonly LoaderOptions Options = new(new Size(24, 32), Preprocessing.TensorFlow)
    {
        BatchSize = 8,
    };

    static readonly ImageAugmentation Augmentation = new(
        new RandomResizedCrop(), Color: new(), RandAugment: new(), Erasing: new(Probability: 0.5), Mixing: new(MixUp: 0.2, CutMix: 1));

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void The_batches_are_the_same_whatever_the_number_of_workers(int workers)
    {
        var one = Mixed(Loader(Options with { Workers = 1 }), 3).ToArray();
        var many = Mixed(Loader(Options with { Workers = workers }), 3).ToArray();
        Assert.Equal(7, one.Length);
        AssertSame(one, many);
    }

    [Fact]
    public void An_epoch_continues_from_any_batch_as_if_never_stopped()
        => AssertSame([.. Mixed(Loader(Options), 1).Skip(4)], [.. Mixed(Loader(Options), 1, firstBatch: 4)]);

    [Fact]
    public void Another_epoch_and_another_seed_vary_the_images_otherwise()
    {
        var sequential = (LoaderOptions options, int epoch) => Mixed(new BatchLoader<int>(Shapes, Sampler.Sequential(8), options, Augmentation.For<int>()), epoch).Single().Batch.Pixels;
        Assert.NotEqual(sequential(Options, 0), sequential(Options, 1));
        Assert.NotEqual(sequential(Options, 0), sequential(Options with { Seed = 2 }, 0));
    }

    [Fact]
    public void Without_augmentation_a_image_is_what_the_network_sees_in_classify()
    {
        var batch = new BatchLoader<int>(Shapes, Sampler.Sequential(50), new(new Size(24, 32), Preprocessing.TorchVision(36))).Batches(0).First();
        var expected = new float[24 * 32 * 3];
        ImagePreprocessor.Prepare(Shapes.Load(1), Preprocessing.TorchVision(36), 32, 24, expected);
        Assert.Equal(expected, batch.Pixels[expected.Length..(2 * expected.Length)]);
        Assert.Equal((32, 32, 32), (batch.Count, batch.Targets.Length, batch.Indices.Length));
    }

    [Fact]
    public void A_target_comes_with_its_image()
    {
        var batch = new BatchLoader<int>(Shapes, Sampler.Sequential(50), Options).Batches(0).First();
        Assert.Equal(batch.Indices.Select(Shapes.LabelOf), batch.Targets);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    public void The_last_batch_is_shorter_or_left_out(bool dropLast, int last)
    {
        var loader = Loader(Options with { DropLast = dropLast });
        var counts = loader.Batches(0).Select(batch => batch.Count).ToArray();
        Assert.Equal([8, 8, 8, 8, 8, 8, .. last > 0 ? new[] { last } : []], counts);
        Assert.Equal(counts.Length, loader.BatchesPerEpoch);
    }

    [Fact]
    public void A_broken_image_among_a_hundred_stops_with_one_line_that_names_the_file()
    {
        using var files = HundredAndOneBroken();
        var dataset = new ImageFolder(files.Root);
        var e = Assert.Throws<DatasetException>(() => new BatchLoader<int>(dataset, Sampler.Shuffled(dataset.Count, 1), Options).Batches(0).Count());
        Assert.Contains("broken one.jpg: truncated JPEG", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Or_it_is_left_out_and_reported()
    {
        using var files = HundredAndOneBroken();
        var dataset = new ImageFolder(files.Root);
        var loader = new BatchLoader<int>(dataset, Sampler.Shuffled(dataset.Count, 1), Options with { Broken = BrokenImages.Skip });
        for (var epoch = 0; epoch < 2; epoch++)
        {
            var batches = loader.Batches(epoch).ToArray();
            Assert.Equal(100, batches.Sum(batch => batch.Count));
            Assert.All(batches, batch => Assert.Equal(batch.Count * 24 * 32 * 3, batch.Pixels.Length));
            Assert.All(batches, batch => Assert.Equal(batch.Indices.Select(dataset.LabelOf), batch.Targets));
        }

        Assert.Equal("b/broken one.jpg", Assert.Single(loader.Broken).Name);
    }

    [Fact]
    public void Whoever_stops_early_is_not_held_up_and_no_thread_stays()
    {
        var loaded = 0;
        var endless = new NamedImages(["a", "b"], new int[100_000], _ =>
        {
            Interlocked.Increment(ref loaded);
            return new RgbImage(8, 8);
        });
        Assert.Equal(8, new BatchLoader<int>(endless, Sampler.Sequential(100_000), Options with { Workers = 3 }).Batches(0).First().Count);
        var after = loaded;
        Assert.InRange(after, 8, 100);
        GC.Collect();
        Assert.Equal(after, loaded);
    }

    [Fact]
    public void A_waiting_consumer_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        using var held = new ManualResetEventSlim();
        using var asked = new ManualResetEventSlim();
        var slow = new NamedImages(["a", "b"], new int[10], _ =>
        {
            asked.Set();
            held.Wait(TestContext.Current.CancellationToken);
            return new RgbImage(8, 8);
        });
        var consumer = Task.Run(() => new BatchLoader<int>(slow, Sampler.Sequential(10), Options).Epoch(0, cancellationToken: cancel.Token).Count());
        asked.Wait(TestContext.Current.CancellationToken);
        cancel.Cancel();
        held.Set();
        Assert.ThrowsAny<OperationCanceledException>(() => consumer.GetAwaiter().GetResult());
    }

    [Fact]
    public void A_fault_of_a_data_set_comes_out_where_the_batch_is_taken()
    {
        var faulty = new NamedImages(["a", "b"], new int[30], index => index == 20 ? throw new InvalidOperationException("of mine") : new RgbImage(8, 8));
        var taken = 0;
        var e = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (var _ in new BatchLoader<int>(faulty, Sampler.Sequential(30), Options).Batches(0))
                taken++;
        });
        Assert.Equal(("of mine", 2), (e.Message, taken));
    }

    [Fact]
    public void The_time_that_the_consumer_waited_is_measured()
    {
        var spinning = new NamedImages(["a", "b"], new int[16], _ =>
        {
            Thread.SpinWait(100_000);
            return new RgbImage(8, 8);
        });
        var loader = new BatchLoader<int>(spinning, Sampler.Sequential(16), Options with { Workers = 1 });
        Assert.Equal(0, loader.WaitedShare);
        Assert.Equal(2, loader.Batches(0).Count());
        Assert.InRange(loader.WaitedShare, 0.5, 1);
    }

    [Fact]
    public void Options_out_of_bounds_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Loader(Options with { BatchSize = 0 }));
        Assert.Contains("932067 are the most", Assert.Throws<DatasetException>(() => new BatchLoader<int>(
            new NamedImages(["a", "b"], new int[1_000_000]), Sampler.Sequential(1_000_000), Options with { BatchSize = 1_000_000 })).Message);
        Assert.Throws<ArgumentException>(() => new ImageAugmentation(new RandomResizedCrop(MinimumArea: 2)).For<int>());
    }

    static BatchLoader<int> Loader(LoaderOptions options) => new(Shapes, Sampler.Shuffled(Shapes.Count, seed: 9), options, Augmentation.For<int>());

    /// <summary>Batches with smoothed targets, mixed on the thread that completes them.</summary>
    static IEnumerable<MixedBatch> Mixed(BatchLoader<int> loader, int epoch, int firstBatch = 0) => loader.Epoch(epoch, firstBatch, batch =>
    {
        var targets = SoftTargets.Create(batch.Targets, Shapes.ClassNames.Count, 0.1);
        Augmentation.Mixing!.Apply(batch.Pixels, batch.Size, targets, new RandomStream(1, "mixing", epoch, batch.Number));
        return new MixedBatch(batch, targets);
    }, TestContext.Current.CancellationToken);

    static ImageFiles HundredAndOneBroken()
    {
        var files = new ImageFiles();
        files.AddClass("a", 50, 1);
        files.AddClass("b", 50, 1000);
        files.AddTruncated("b/broken one.jpg");
        return files;
    }

    static void AssertSame(MixedBatch[] expected, MixedBatch[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal((expected[i].Batch.Number, expected[i].Batch.Size), (actual[i].Batch.Number, actual[i].Batch.Size));
            Assert.Equal(expected[i].Batch.Indices, actual[i].Batch.Indices);
            Assert.Equal(expected[i].Batch.Pixels, actual[i].Batch.Pixels);
            Assert.Equal(expected[i].Targets, actual[i].Targets);
        }
    }

    sealed record MixedBatch(Batch<int> Batch, float[] Targets);
}
