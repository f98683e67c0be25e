using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Catalog;
using MobileNetSharp.Classification;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Pixels;
using MobileNetSharp.Inference;
using MobileNetSharp.Vision.Sessions;

namespace MobileNetSharp.Vision.Classification;

/// <summary>
/// Classifies images: names what they show. One classifier serves any number of threads at once.
/// <code>
/// using var classifier = ImageClassifier.Load("mobilenet_v2.safetensors");
/// Console.WriteLine(classifier.Classify("photo.jpg").Best.Label);
/// </code>
/// </summary>
/// <remarks>
/// The classifier owns the weights: its own copy in the layout of the kernels, which all threads share and which
/// <see cref="Dispose"/> releases, together with the buffers kept for the next images. A program that keeps one classifier
/// until it exits need not dispose it.
/// </remarks>
public sealed partial class ImageClassifier : IDisposable
{
    /// <summary>Images that go through the network together; more would not be faster, but take more memory.</summary>
    const int BatchSize = 8;

    readonly Engine engine;
    readonly SessionPool sessions;
    readonly ClassifierHead head;

    /// <summary>A classifier for a model whose card has preprocessing, and, unless they follow from the graph, the output that holds the classes. The weights are copied: the model may be disposed afterwards.</summary>
    /// <exception cref="ModelFormatException">The model is not a classifier, or its card lacks one of these.</exception>
    public ImageClassifier(Model model, EngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        head = ClassifierHead.FromModel(model);
        Card = model.Card;
        engine = new Engine(head.SelectScoresAndEmbedding(model), options);
        sessions = new SessionPool(engine, this);
    }

    /// <summary>The description in the model file.</summary>
    public ModelCard Card { get; }

    /// <summary>The class names, by output index; <c>class 0</c> and so on where the model does not name its classes.</summary>
    public ImmutableArray<string> Labels => head.Labels;

    /// <summary>Whether the model names its classes.</summary>
    public bool NamesClasses => head.NamesClasses;

    /// <summary>Loads a model file: .safetensors, .onnx, .tflite, Keras's .h5 and .keras, or PyTorch's .pth.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Labels and preprocessing for a model file without its own.</param>
    /// <param name="engine">Threads, and which engine.</param>
    /// <exception cref="ModelFormatException">The file is not a model, or not one that classifies.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImageClassifier Load(string path, ReadOptions? read = null, EngineOptions? engine = null) =>
        ModelLoading.Load(path, read, model => new ImageClassifier(model, engine));

    /// <summary>Loads a model file on the thread pool.</summary>
    /// <exception cref="ModelFormatException">The file is not a model, or not one that classifies.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static Task<ImageClassifier> LoadAsync(
        string path, ReadOptions? read = null, EngineOptions? engine = null, CancellationToken cancellationToken = default) =>
        ModelLoading.RunAsync(() => Load(path, read, engine), cancellationToken);

    /// <summary>Loads the catalog's default, torchvision's MobileNetV2 unless <c>catalog.json</c> names another; it is downloaded on first use.</summary>
    /// <exception cref="CatalogException">It cannot be downloaded.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static async Task<ImageClassifier> LoadDefaultAsync(
        IProgress<DownloadProgress>? progress = null, EngineOptions? engine = null, CancellationToken cancellationToken = default)
    {
        using var model = await new ModelCatalog().LoadAsync(progress: progress, cancellationToken: cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => new ImageClassifier(model, engine), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Classifies decoded images.</summary>
    /// <exception cref="NonFiniteOutputException">The network's output for one of them is NaN or infinite.</exception>
    /// <param name="images">Any number of images of any size.</param>
    /// <param name="top">How many classes to return for each, at most all.</param>
    /// <param name="cancellationToken">Stops between two layers.</param>
    public ImmutableArray<ImageClassification> Classify(
        IReadOnlyList<RgbImage> images, int top = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        var results = ImmutableArray.CreateBuilder<ImageClassification>(images.Count);
        Run(images, output: 0, scores => results.Add(Decode(scores, top)), cancellationToken);
        return results.MoveToImmutable();
    }

    /// <summary>
    /// The features <c>(C)</c> that the network pools before its last layer (1280 for MobileNetV2 1.0), for search,
    /// clustering or your own classifier.
    /// </summary>
    /// <exception cref="NotSupportedException">The network has no global average pooling.</exception>
    public ImmutableArray<float[]> Embed(IReadOnlyList<RgbImage> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        CheckEmbeds();
        var results = ImmutableArray.CreateBuilder<float[]>(images.Count);
        Run(images, output: 1, features => results.Add(features.ToArray()), cancellationToken);
        return results.MoveToImmutable();
    }

    /// <summary>Releases weights and buffers. A batch that is running finishes; every later one throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        sessions.Dispose();
        engine.Dispose();
    }

    void CheckEmbeds()
    {
        if (head.Embedding is null)
            throw new NotSupportedException("The network has no global average pooling, so there are no pooled features.");
    }

    ImageClassification Decode(Span<float> scores, int top)
    {
        head.Decode(scores);
        return ImageClassification.FromProbabilities(scores, head.Output.Name, Labels, Math.Min(top, Labels.Length));
    }

    static PixelRows Rows(RgbImage? image) => new(image ?? throw new ArgumentException("An image is null.", nameof(image)));

    delegate void ImageResult(Span<float> output);

    void Run(IReadOnlyList<RgbImage> images, int output, ImageResult result, CancellationToken cancellationToken)
    {
        var (height, width) = head.InputSize;
        var length = height * width * 3;
        for (var start = 0; start < images.Count;)
        {
            // Two batch sizes only, so that the pool keeps few sessions.
            var (first, batch) = (start, images.Count - start >= BatchSize ? BatchSize : 1);
            var session = sessions.Rent(batch);
            try
            {
                for (var i = 0; i < batch; i++)
                    session.Preprocessor.Prepare(Rows(images[first + i]), head.Preprocessing, width, height, session.Input.AsSpan(i * length, length));
                session.Run(cancellationToken);
                for (var i = 0; i < batch; i++)
                    result(session.Output(output, i));
            }
            finally
            {
                sessions.Return(session);
            }

            start += batch;
        }
    }
}
