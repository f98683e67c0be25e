using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Vision.Classification;
using MobileNetSharp.Vision.Sessions;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Vision.Tests.Classification;

public sealed class ImageClassifierTests : IDisposable
{
    static readonly string[] Labels = ["ant", "bee", "cat", "dog", "elk", "fox", "gnu"];

    readonly Model model = Create();
    readonly ImageClassifier classifier;

    public ImageClassifierTests() => classifier = new ImageClassifier(model);

    public void Dispose()
    {
        classifier.Dispose();
        model.Dispose();
    }

    static Model Create(ModelCard? card = null)
    {
        var graph = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32, Classes = Labels.Length });
        return new Model(graph, SpreadWeights.For(graph, seed: 3), card ?? Card);
    }

    static ModelCard Card { get; } = new()
    {
        Task = ModelTask.Classification,
        Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Logits),
        Labels = [.. Labels],
        Preprocessing = Preprocessing.TensorFlow,
    };

    static RgbImage Image(int seed, int width = 53, int height = 41)
    {
        var image = new RgbImage(width, height);
        new Random(seed).NextBytes(image.WritablePixels);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.WritablePixels[i] = (byte)((image.Pixels[i] / 8) + (seed * 37 % 200) + (i % 3 * 10));
        return image;
    }

    static (int, float)[] Scores(ImageClassification classification) =>
        [.. classification.Top.Select(score => (score.Index, score.Probability))];

    [Fact]
    public void Probabilities_are_the_softmax_of_the_networks_logits_best_first()
    {
        var image = Image(1);
        var input = new float[32 * 32 * 3];
        ImagePreprocessor.Prepare(image, Preprocessing.TensorFlow, 32, 32, input);
        using var engine = new Engine(model, new EngineOptions { Kind = EngineKind.Reference });
        using var session = engine.CreateSession();
        var logits = new float[Labels.Length];
        session.Run(input, logits, TestContext.Current.CancellationToken);
        var sum = logits.Sum(logit => Math.Exp(logit));

        var top = classifier.Classify(image, top: 100).Top;
        Assert.Equal(Labels.Length, top.Length);
        Assert.Equal(top.OrderByDescending(score => score.Probability), top);
        foreach (var score in top)
        {
            Assert.Equal(Labels[score.Index], score.Label);
            Assert.Equal(Math.Exp(logits[score.Index]) / sum, score.Probability, 1e-4);
        }
    }

    [Fact]
    public void A_file_a_stream_and_pixels_give_the_same_classes()
    {
        using var folder = new TempFolder();
        var image = Image(2);
        image.SavePng(folder.File("bild ü.png"));
        var expected = Scores(classifier.Classify(image));

        Assert.Equal(expected, Scores(classifier.Classify(folder.File("bild ü.png"))));
        using (var stream = File.OpenRead(folder.File("bild ü.png")))
            Assert.Equal(expected, Scores(classifier.Classify(stream)));
        Assert.Equal(expected, Scores(classifier.Classify(image.Pixels, image.Width, image.Height, PixelFormat.Rgb24)));
        Assert.Equal(expected, Scores(classifier.Classify(Bgra(image, gapBytes: 12), image.Width, image.Height, PixelFormat.Bgra32, (image.Width * 4) + 12)));
    }

    [Theory]
    [InlineData(PixelFormat.Bgra32, 640, 480, 0)]
    [InlineData(PixelFormat.Rgb24, 640, 481, 36)]
    [InlineData(PixelFormat.Gray8, 31, 32, 1)]
    public void Camera_frames_allocate_nothing_but_their_result_and_give_the_classes_of_the_same_image(PixelFormat format, int width, int height, int shortSide)
    {
        using var own = shortSide == 0 ? Create() : Create(Card with { Preprocessing = Preprocessing.TorchVision(Math.Max(shortSide, 32)) });
        using var camera = new ImageClassifier(own, new EngineOptions { Threads = 1 });
        var stride = (width * 4) + 20;
        var frame = new byte[stride * height];
        new Random(1).NextBytes(frame);
        var expected = Scores(camera.Classify(RgbImage.FromPixels(frame, width, height, format, stride)));
        Assert.Equal(expected, Scores(camera.Classify(frame, width, height, format, stride)));
        const int Frames = 20, ResultBytes = 2048;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Frames; i++)
            camera.Classify(frame, width, height, format, stride);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Frames * ResultBytes);
    }

    [Fact]
    public void Frames_of_changing_sizes_leave_nothing_of_one_in_the_next()
    {
        foreach (var (width, height) in new[] { (64, 48), (640, 480), (33, 90), (32, 32), (64, 48), (1, 1) })
        {
            var image = Image(width, width, height);
            using var fresh = new ImageClassifier(model);
            Assert.Equal(Scores(fresh.Classify(image)), Scores(classifier.Classify(image.Pixels, width, height, PixelFormat.Rgb24)));
        }
    }

    [Fact]
    public async Task Encoded_bytes_and_awaited_batches_give_the_same_classes()
    {
        using var png = new MemoryStream();
        Image(2).SavePng(png);
        var encoded = png.ToArray();
        Assert.Equal(Scores(classifier.Classify(Image(2))), Scores(classifier.Classify(encoded)));
        Assert.Equal(classifier.Embed(Image(2)), classifier.Embed(encoded));
        Assert.Equal(classifier.Embed(Image(2)), classifier.Embed(new MemoryStream(encoded)));
        RgbImage[] images = [Image(1), Image(2)];
        var awaited = await classifier.ClassifyAsync(images, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(classifier.Classify(images, cancellationToken: TestContext.Current.CancellationToken).Select(Scores), awaited.Select(Scores));
    }

    [Fact]
    public void Null_and_pixels_that_do_not_fit_are_arguments_errors()
    {
        var token = TestContext.Current.CancellationToken;
        Assert.Throws<ArgumentNullException>(() => classifier.Classify((Stream)null!));
        Assert.Throws<ArgumentNullException>(() => classifier.Classify((RgbImage)null!));
        Assert.Throws<ArgumentNullException>(() => classifier.Classify((string)null!));
        Assert.Throws<ArgumentNullException>(() => classifier.Classify((IReadOnlyList<RgbImage>)null!, 5, token));
        Assert.Throws<ArgumentException>(() => classifier.Classify([null!], 5, token));
        Assert.Throws<ArgumentNullException>(() => classifier.Embed((Stream)null!));
        Assert.Throws<ArgumentNullException>(() => { _ = classifier.ClassifyAsync((Stream)null!, 5, token); });
        Assert.Throws<ArgumentNullException>(() => { _ = classifier.EmbedAsync((Stream)null!, token); });
        Assert.Throws<ArgumentNullException>(() => { _ = classifier.ClassifyAsync((IReadOnlyList<RgbImage>)null!, 5, token); });
        foreach (var length in new[] { 299, 301, 400 })
            Assert.Throws<ArgumentException>(() => classifier.Classify(new byte[length], 10, 10, PixelFormat.Rgb24));
        Assert.Throws<ArgumentOutOfRangeException>(() => classifier.Classify(new byte[300], 10, 10, PixelFormat.Rgb24, top: 0));
    }

    /// <summary>Batches of 8 and the rest one by one: the order stays, and nothing leaks from one image to another.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(19)]
    public void A_batch_of_any_size_is_classified_image_by_image(int count)
    {
        var images = Enumerable.Range(0, count).Select(i => Image(i, 20 + i, 60 - i)).ToArray();
        var batch = classifier.Classify(images, 5, TestContext.Current.CancellationToken);
        Assert.Equal(count, batch.Length);
        for (var i = 0; i < count; i++)
        {
            var alone = classifier.Classify(images[i]);
            Assert.Equal(alone.Best.Index, batch[i].Best.Index);
            Assert.Equal(alone.Best.Probability, batch[i].Best.Probability, 1e-4);
        }
    }

    [Fact]
    public void Embeddings_are_the_features_that_the_last_layer_reads()
    {
        var image = Image(4);
        var features = classifier.Embed(image);
        Assert.Equal(1280, features.Length);
        var (weight, bias) = (model.Weights["classifier.weight"].ToFloats(), model.Weights["classifier.bias"].ToFloats());
        var logits = bias.Select((b, k) => b + features.Select((x, i) => (double)x * weight[(k * 1280) + i]).Sum()).ToArray();
        var sum = logits.Sum(Math.Exp);
        foreach (var score in classifier.Classify(image, top: 7).Top)
            Assert.Equal(Math.Exp(logits[score.Index]) / sum, score.Probability, 1e-4);
    }

    [Fact]
    public async Task Many_threads_share_one_classifier()
    {
        var images = Enumerable.Range(0, 6).Select(i => Image(i)).ToArray();
        var expected = images.Select(image => Scores(classifier.Classify(image))).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() =>
            Assert.Equal(expected[i % 6], Scores(classifier.Classify(images[i % 6]))))));
    }

    [Fact]
    public async Task Loading_and_classifying_can_be_cancelled()
    {
        using var folder = new TempFolder();
        ModelFile.Save(model, folder.File("m.safetensors"));
        Image(1).SavePng(folder.File("p.png"));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ImageClassifier.LoadAsync(folder.File("m.safetensors"), cancellationToken: cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => classifier.ClassifyAsync(folder.File("p.png"), cancellationToken: cancelled.Token));
        Assert.Throws<OperationCanceledException>(() => classifier.Classify([Image(1)], 5, cancelled.Token));
        using var loaded = await ImageClassifier.LoadAsync(folder.File("m.safetensors"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(
            Scores(classifier.Classify(Image(1))),
            Scores(await loaded.ClassifyAsync(folder.File("p.png"), cancellationToken: TestContext.Current.CancellationToken)));
    }

    /// <summary>A client that stops sending must not hold a caller who has given up.</summary>
    [Fact]
    public async Task Reading_a_stalled_stream_can_be_cancelled()
    {
        foreach (var start in new Func<Stream, CancellationToken, Task>[]
        {
            (stream, token) => classifier.ClassifyAsync(stream, cancellationToken: token),
            (stream, token) => classifier.EmbedAsync(stream, token),
        })
        {
            using var stalled = new StalledStream();
            using var cancelling = new CancellationTokenSource();
            var running = start(stalled, cancelling.Token);
            await stalled.Reading.WaitAsync(TestContext.Current.CancellationToken);
            await cancelling.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task An_awaited_stream_is_read_to_its_end_and_no_further_than_an_image_can_be()
    {
        var token = TestContext.Current.CancellationToken;
        using var png = new MemoryStream();
        Image(5).SavePng(png);
        Assert.Equal(
            Scores(classifier.Classify(Image(5))), Scores(await classifier.ClassifyAsync(new TricklingStream(png.ToArray()), cancellationToken: token)));
        Assert.Equal(classifier.Embed(Image(5)), await classifier.EmbedAsync(new TricklingStream(png.ToArray()), token));
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder.File("p.png"), png.ToArray(), token);
        Assert.Equal(classifier.Embed(Image(5)), await classifier.EmbedAsync(folder.File("p.png"), token));
        await Assert.ThrowsAsync<ImageFormatException>(() => classifier.ClassifyAsync(new TricklingStream(png.ToArray(), endless: true), cancellationToken: token));
    }

    [Fact]
    public void No_more_idle_sessions_are_kept_than_processors_can_use()
    {
        using var engine = new Engine(model, new EngineOptions { Threads = 1 });
        using var pool = new SessionPool(engine, this);
        UseAtOnce(SessionPool.MaxIdle + 2);
        Assert.Equal(SessionPool.MaxIdle, pool.Idle(1));

        void UseAtOnce(int count)
        {
            var rented = Enumerable.Range(0, count).Select(_ => pool.Rent(1)).ToList();
            rented.ForEach(pool.Return);
        }
    }

    [Fact]
    public void A_batch_that_runs_while_its_classifier_is_disposed_finishes_and_what_comes_after_it_does_not()
    {
        using var engine = new Engine(model, new EngineOptions { Threads = 1 });
        var pool = new SessionPool(engine, this);
        var session = pool.Rent(1);
        pool.Dispose();
        engine.Dispose();
        session.Run(TestContext.Current.CancellationToken);
        pool.Return(session);
        Assert.Equal(0, pool.Idle(1));
        Assert.Throws<ObjectDisposedException>(() => pool.Rent(1));
    }

    [Fact]
    public void A_disposed_classifier_says_so()
    {
        using var copy = Create();
        var disposed = new ImageClassifier(copy);
        disposed.Dispose();
        Assert.Equal(typeof(ImageClassifier).FullName, Assert.Throws<ObjectDisposedException>(() => disposed.Classify(Image(1))).ObjectName);
    }

    public static TheoryData<string, string> Incomplete => new()
    {
        { "preprocessing", "does not say how an image becomes its input" },
        { "outputs", "does not say whether its output 'logits' holds classes or features" },
        { "task", "is for segmentation" },
        { "room", "The input of 32x32 cannot be cut from an image whose short side is resized to 31" },
    };

    [Theory]
    [MemberData(nameof(Incomplete))]
    public void A_model_that_does_not_explain_itself_is_refused_never_guessed(string lacks, string message)
    {
        using var incomplete = Create(lacks switch
        {
            "preprocessing" => Card with { Preprocessing = null },
            "room" => Card with { Preprocessing = Preprocessing.TorchVision(31) },
            "outputs" => Card with { Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Features) },
            _ => Card with { Task = ModelTask.Segmentation },
        });
        var e = Assert.Throws<ModelCardException>(() => new ImageClassifier(incomplete));
        Assert.Contains(message, e.Message);
    }

    [Fact]
    public void A_model_without_labels_and_outputs_in_its_card_numbers_its_classes_and_gives_the_same_probabilities()
    {
        using var silent = Create(ModelCard.Empty with { Preprocessing = Card.Preprocessing });
        using var numbered = new ImageClassifier(silent);
        Assert.False(numbered.NamesClasses);
        Assert.True(classifier.NamesClasses);
        Assert.Equal(Enumerable.Range(0, Labels.Length).Select(index => $"class {index}"), numbered.Labels);
        Assert.Equal(Scores(classifier.Classify(Image(1))), Scores(numbered.Classify(Image(1))));
    }

    [Fact]
    public void Features_are_not_taken_for_classes()
    {
        using var whole = Create();
        using var features = new Model(whole.Graph.WithOutputs([("features", "pool")]), whole.Weights, ModelCard.Empty with { Preprocessing = Card.Preprocessing });
        Assert.Equal(ModelCardPart.Outputs, Assert.Throws<ModelCardException>(() => new ImageClassifier(features)).Part);
    }

    [Fact]
    public void A_model_of_several_outputs_with_labels_and_preprocessing_is_not_asked_for_them_again()
    {
        using var single = Create();
        var graph = single.Graph.WithOutputs([("boxes", "block0.project.bn"), ("scores", "classifier")]);
        using var several = new Model(graph, single.Weights, Card with { Task = null, Outputs = ModelCard.Empty.Outputs });
        var e = Assert.Throws<ModelFormatException>(() => new ImageClassifier(several));
        Assert.Equal("The model is not a classifier: its outputs are 'boxes' 1x16x16x8, 'scores' 1x1x1x7.", e.Message);
    }

    /// <summary>torchvision's framing would make gigabytes of an image of one pixel by sixty thousand.</summary>
    [Fact]
    public void An_image_too_thin_to_resize_in_proportion_is_refused()
    {
        using var proportional = Create(Card with { Preprocessing = Preprocessing.TorchVision(36) });
        using var thin = new ImageClassifier(proportional);
        Assert.Throws<ImageFormatException>(() => thin.Classify(new RgbImage(1, 60_000)));
        Assert.Equal(5, thin.Classify(new RgbImage(300, 2)).Top.Length);
    }

    [Fact]
    public void A_classification_reads_as_its_classes_with_their_percentages() => Assert.Equal(
        "burger 97.7 %, hot dog 1.2 %",
        new ImageClassification([new ClassScore(3, "burger", 0.9768f), new ClassScore(1, "hot dog", 0.0123f)]).ToString());

    [Fact]
    public void Equal_probabilities_come_in_the_order_of_their_indices()
    {
        var top = ImageClassification.FromProbabilities([0.1f, 0.3f, 0.3f, 0.1f, 0.2f], "logits", ["a", "b", "c", "d", "e"], 4).Top;
        Assert.Equal([1, 2, 4, 0], top.Select(score => score.Index));
    }

    static byte[] Bgra(RgbImage image, int gapBytes)
    {
        var pixels = new List<byte>();
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            pixels.AddRange([image.Pixels[i + 2], image.Pixels[i + 1], image.Pixels[i], 77]);
            if ((i / 3) + 1 == image.Width * ((i / 3 / image.Width) + 1))
                pixels.AddRange(Enumerable.Repeat((byte)99, gapBytes));
        }

        return [.. pixels];
    }

    /// <summary>Of each overload, since each ends in its own way.</summary>
    [Fact]
    public async Task Scores_that_are_not_finite_are_an_error_that_names_the_file_and_not_a_ranking()
    {
        using var folder = new TempFolder();
        var path = folder.File("a.png");
        Image(1).SavePng(path);
        var weights = model.Weights.ToDictionary(StringComparer.Ordinal);
        weights[weights.Single(weight => weight.Value.Shape is [7]).Key] = Tensor.FromFloats([Labels.Length], [0, 0, float.NaN, 0, 0, 0, 0]);
        using var broken = new Model(model.Graph, new WeightSet(weights), Card);
        using var diverged = new ImageClassifier(broken, new EngineOptions { AllowsNonFiniteWeights = true });

        var token = TestContext.Current.CancellationToken;
        Assert.Null(Assert.Throws<NonFiniteOutputException>(() => diverged.Classify(Image(1))).Path);
        Assert.Throws<NonFiniteOutputException>(() => diverged.Classify(Image(1).Pixels, 53, 41, PixelFormat.Rgb24));
        Assert.Throws<NonFiniteOutputException>(() => diverged.Classify(File.ReadAllBytes(path)));
        var named = Assert.Throws<NonFiniteOutputException>(() => diverged.Classify(path));
        Assert.Equal((path, true), (named.Path, float.IsNaN(named.Value)));
        Assert.StartsWith($"{path}: ", named.Message, StringComparison.Ordinal);
        Assert.Equal(path, (await Assert.ThrowsAsync<NonFiniteOutputException>(() => diverged.ClassifyAsync(path, cancellationToken: token))).Path);
        var image = Assert.Single(await diverged.ClassifyManyAsync([path], cancellationToken: token).ToListAsync(token));
        Assert.Equal(path, Assert.IsType<NonFiniteOutputException>(image.Error).Path);
    }
}
