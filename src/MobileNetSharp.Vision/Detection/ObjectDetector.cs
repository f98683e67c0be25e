using System.Collections.Concurrent;
using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Pixels;
using MobileNetSharp.Inference;
using MobileNetSharp.Vision.Sessions;
using MobileNetSharp.Vision.Sources;
using Size = MobileNetSharp.Graphs.Size;

namespace MobileNetSharp.Vision.Detection;

/// <summary>
/// Finds objects in images: what they are and where. One detector serves any number of threads at once.
/// <code>
/// using var detector = ObjectDetector.Load("ssdlite.safetensors");
/// foreach (var found in detector.Detect("street.jpg").Objects)
///     Console.WriteLine($"{found.Label} {found.Score:P0}, left {found.Box.Left:F0}, top {found.Box.Top:F0}");
/// </code>
/// </summary>
/// <remarks>
/// The detector owns the weights: its own copy in the layout of the kernels, which all threads share and which
/// <see cref="Dispose"/> releases, together with the buffers kept for the next images. A program that keeps one detector
/// until it exits need not dispose it.
/// </remarks>
public sealed partial class ObjectDetector : IDisposable
{
    readonly Engine engine;
    readonly SessionPool sessions;
    readonly DetectorHead head;
    readonly Suppression suppression;
    readonly ConcurrentBag<BoxDecoder> decoders = [];

    /// <summary>A detector for a model whose card has preprocessing and box decoding. The weights are copied: the model may be disposed afterwards.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Threads, and which engine.</param>
    /// <param name="suppression">Which of the boxes that overlap are kept, in place of what the card says.</param>
    /// <exception cref="ModelFormatException">The model is not a detector, or its card lacks one of these.</exception>
    public ObjectDetector(Model model, EngineOptions? options = null, Suppression? suppression = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        head = DetectorHead.FromModel(model);
        Card = model.Card;
        this.suppression = suppression ?? head.Decoding.Suppression;
        decoders.Add(head.CreateDecoder(suppression));
        engine = new Engine(head.Select(model), options);
        sessions = new SessionPool(engine, this);
    }

    /// <summary>The description in the model file.</summary>
    public ModelCard Card { get; }

    /// <summary>The class names, by index, without the background; <c>class 0</c> and so on where the model does not name its classes.</summary>
    public ImmutableArray<string> Labels => head.Labels;

    /// <summary>Whether the model names its classes.</summary>
    public bool NamesClasses => head.NamesClasses;

    /// <summary>Loads a model file: .safetensors, .onnx, .tflite, Keras's .h5 and .keras, or PyTorch's .pth.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Labels and preprocessing for a model file without its own.</param>
    /// <param name="engine">Threads, and which engine.</param>
    /// <param name="suppression">Which of the boxes that overlap are kept, in place of what the file says.</param>
    /// <exception cref="ModelFormatException">The file is not a model, or not one that detects.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ObjectDetector Load(string path, ReadOptions? read = null, EngineOptions? engine = null, Suppression? suppression = null) =>
        ModelLoading.Load(path, read, model => new ObjectDetector(model, engine, suppression));

    /// <summary>Loads a model file on the thread pool.</summary>
    /// <exception cref="ModelFormatException">The file is not a model, or not one that detects.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static Task<ObjectDetector> LoadAsync(
        string path, ReadOptions? read = null, EngineOptions? engine = null, Suppression? suppression = null, CancellationToken cancellationToken = default) =>
        ModelLoading.RunAsync(() => Load(path, read, engine, suppression), cancellationToken);

    /// <summary>Releases weights and buffers. An image that is in the network finishes; every later one throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        sessions.Dispose();
        engine.Dispose();
    }

    static ImmutableArray<PixelRectangle> Parts(DetectOptions options, int width, int height) =>
        options.Tiling?.Parts(width, height) ?? [PixelRectangle.Whole(width, height)];

    ImageFramer Framer(DetectOptions options) => new(head.Preprocessing, head.InputSize.Width, head.InputSize.Height)
    {
        Parts = (width, height) => Parts(options, width, height),
        MaximumParts = options.Tiling?.MaximumParts ?? 1,
    };

    /// <summary>Runs each part of an image and collects its objects.</summary>
    ImageDetections Detect<TParts>(scoped in TParts image, int width, int height, DetectOptions options, CancellationToken cancellationToken)
        where TParts : IImageParts, allows ref struct
    {
        var parts = Parts(options, width, height);
        var boxes = new List<ScoredBox>();
        var decoder = decoders.TryTake(out var idle) ? idle : head.CreateDecoder(suppression);
        var session = sessions.Rent(batch: 1);
        try
        {
            for (var i = 0; i < parts.Length; i++)
            {
                image.Prepare(session, i, parts[i]);
                session.Run(cancellationToken);
                if (head.FindNaN(session.Outputs, 0) is { } broken)
                    throw new NonFiniteOutputException(broken.Name, float.NaN);
                foreach (var box in decoder.Decode(session.Outputs, 0, new Size(height, width), Frame(parts[i]), cancellationToken))
                {
                    if (box.Score >= options.Threshold && !Tiling.IsCut(box.Box, parts[i], width, height))
                        boxes.Add(box);
                }
            }
        }
        finally
        {
            decoders.Add(decoder);
            sessions.Return(session);
        }

        IEnumerable<ScoredBox> kept = parts.Length == 1 ? boxes : NonMaximumSuppression.Apply(boxes, suppression);
        return new ImageDetections(width, height, [.. kept.Select(box => new DetectedObject(box.Class, Labels[box.Class], box.Score, box.Box))]);
    }

    /// <summary>What the input shows of a part, in pixels of the image.</summary>
    Box Frame(PixelRectangle part)
    {
        var (height, width) = head.InputSize;
        var (left, top, right, bottom) = ImagePreprocessor.FrameBox(part.Width, part.Height, head.Preprocessing, width, height);
        return new Box(part.Left + left, part.Top + top, part.Left + right, part.Top + bottom);
    }

    /// <summary>An image whose parts become the input one after another.</summary>
    interface IImageParts
    {
        /// <summary>Fills the session's input with a part.</summary>
        void Prepare(SessionBuffers session, int index, PixelRectangle part);
    }

    readonly struct FramedParts(FramedImage image, Preprocessing preprocessing) : IImageParts
    {
        public void Prepare(SessionBuffers session, int index, PixelRectangle part) =>
            ImagePreprocessor.Normalize(image.Parts[index], preprocessing, session.Input);
    }

    readonly ref struct PixelParts(PixelRows image, DetectorHead head) : IImageParts
    {
        readonly PixelRows image = image;

        public void Prepare(SessionBuffers session, int index, PixelRectangle part) =>
            session.Preprocessor.Prepare(image.Crop(part), head.Preprocessing, head.InputSize.Width, head.InputSize.Height, session.Input);
    }
}
