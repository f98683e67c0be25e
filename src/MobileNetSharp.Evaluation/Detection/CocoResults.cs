using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Files;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>
/// A file of detections in COCO's form, as other tools write and read it: a list of image_id, category_id, bbox (left, top,
/// width and height in pixels) and score. https://cocodataset.org/#format-results
/// </summary>
public sealed class CocoResults
{
    readonly Dictionary<long, List<ScoredBox>> byImage = [];
    readonly HashSet<long> others, detected = [];
    readonly Dictionary<long, int> classes = [];
    readonly SortedDictionary<long, int> unknownClasses = [];
    int read;

    /// <exception cref="EvaluationException">Two images have the same id.</exception>
    CocoResults(DetectionDataset dataset, DetectionDataset whole)
    {
        for (var index = 0; index < dataset.Count; index++)
        {
            if (!byImage.TryAdd(dataset.ImageIdOf(index), []))
                throw new EvaluationException($"{dataset.NameOf(index)}: has the id {dataset.ImageIdOf(index)} of another image, so that it is open which of them is meant; evaluate a single split or annotation file.");
        }

        others = [.. Enumerable.Range(0, whole.Count).Select(whole.ImageIdOf)];
        foreach (var index in Enumerable.Range(0, dataset.ClassNames.Count))
            classes.TryAdd(dataset.ClassIdOf(index), index);
    }

    /// <summary>How many detections the file has in these images.</summary>
    public int Count { get; private set; }

    /// <summary>The category ids that the data set does not have, and how many detections have them; these are left out, as COCO's own program does.</summary>
    public IReadOnlyDictionary<long, int> UnknownClasses => unknownClasses;

    /// <summary>Reads a file of detections in the images of a data set.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dataset">The images to evaluate.</param>
    /// <param name="whole">The data set that these are a part of; detections in its other images are left out.</param>
    /// <param name="cancellationToken">Stops between two detections.</param>
    /// <exception cref="EvaluationException">It is not such a file, or names an image that the data set does not have; the message says which.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static async Task<CocoResults> ReadAsync(string path, DetectionDataset dataset, DetectionDataset? whole = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var results = new CocoResults(dataset, whole ?? dataset);
        if (BoundedFile.IsEmpty(path))
            throw new EvaluationException($"{path}: is not a list of detections in COCO's form: empty: 0 bytes, or not a regular file.");
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (file.ConfigureAwait(false))
        {
            try
            {
                await foreach (var detection in JsonSerializer.DeserializeAsyncEnumerable(file, CocoResultsJson.Default.CocoDetection, cancellationToken).ConfigureAwait(false))
                    results.Add(detection);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or OverflowException)
            {
                throw Invalid(path, results.read, e);
            }
            catch (EvaluationException e)
            {
                throw new EvaluationException($"{path}: {e.Message}");
            }
        }

        return results;
    }

    /// <summary>Writes the detections of a data set's images.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static void Write(string path, IEnumerable<EvaluatedImage> images, DetectionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(dataset);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new Utf8JsonWriter(stream);
            writer.WriteStartArray();
            foreach (var image in images)
            {
                foreach (var detection in image.Detections)
                    Write(writer, dataset.ImageIdOf(image.Index), dataset.ClassIdOf(detection.Class), detection);
                // The writer itself keeps all in memory.
                if (writer.BytesPending > 1 << 16)
                    writer.Flush();
            }

            writer.WriteEndArray();
        });
    }

    /// <summary>Whether the file has a detection in an image, of whatever class.</summary>
    internal bool HasImage(long imageId) => detected.Contains(imageId);

    /// <summary>The detections in an image, in the order of the file; classes are those of the data set.</summary>
    public ImmutableArray<ScoredBox> In(long imageId) => byImage.TryGetValue(imageId, out var found) ? [.. found] : [];

    static void Write(Utf8JsonWriter writer, long image, long category, ScoredBox detection)
    {
        var (box, score) = (detection.Box, detection.Score);
        writer.WriteStartObject();
        writer.WriteNumber("image_id", image);
        writer.WriteNumber("category_id", category);
        writer.WriteStartArray("bbox");
        foreach (var value in (ReadOnlySpan<double>)[box.Left, box.Top, box.Width, box.Height])
            writer.WriteNumberValue(Math.Round(value, 4));
        writer.WriteEndArray();
        writer.WriteNumber("score", score);
        writer.WriteEndObject();
    }

    void Add(CocoDetection? detection)
    {
        if (detection is null)
            throw new JsonException("it is null.");
        if (detection.Bbox is not [var left, var top, var width, var height] || !double.IsFinite(left + top + width + height) || !float.IsFinite((float)detection.Score))
            throw new JsonException("it needs four finite numbers as 'bbox' (left, top, width, height) and one as 'score'.");
        read++;
        if (!byImage.TryGetValue(detection.ImageId, out var found))
        {
            if (others.Contains(detection.ImageId))
                return;
            throw new EvaluationException(string.Create(
                CultureInfo.InvariantCulture, $"detection {read} is in the image with the id {detection.ImageId}, which the data set does not have; are these the results of another data set?"));
        }

        Count++;
        detected.Add(detection.ImageId);
        if (classes.TryGetValue(detection.CategoryId, out var @class))
            found.Add(new(new Box(left, top, left + width, top + height), @class, (float)detection.Score));
        else
            unknownClasses[detection.CategoryId] = unknownClasses.GetValueOrDefault(detection.CategoryId) + 1;
    }

    static EvaluationException Invalid(string path, int read, Exception e)
    {
        // Without the place that the reader adds, which counts from the begin of its buffer.
        var reason = e.Message.ReplaceLineEndings(" ").Split(" Path: ")[0].Split(" LineNumber: ")[0];
        return new(string.Create(
            CultureInfo.InvariantCulture, $"{path}: is not a list of detections in COCO's form ({{image_id, category_id, bbox, score}}); detection {read + 1}: {reason}"));
    }
}

/// <summary>A detection as it is written.</summary>
sealed record CocoDetection(long ImageId, long CategoryId, double[] Bbox, double Score);

/// <summary>How it is written, compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CocoDetection))]
sealed partial class CocoResultsJson : JsonSerializerContext;
