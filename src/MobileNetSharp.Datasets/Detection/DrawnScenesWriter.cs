using MobileNetSharp.Datasets.Annotations;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>Writes <see cref="DrawnScenes"/> as PNG files and annotations, which <see cref="DetectionDataset.Open"/> reads as they were.</summary>
public static class DrawnScenesWriter
{
    /// <summary>Writes images to learn from and images to validate with.</summary>
    /// <param name="train">Images to learn from.</param>
    /// <param name="validation">Images to validate with.</param>
    /// <param name="folder">A folder that does not exist yet, or is empty.</param>
    /// <param name="format">One of <see cref="AnnotationWriter.Formats"/>.</param>
    /// <param name="progress">Receives the part that is done, 0 … 1.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="ArgumentException">The format is not written.</exception>
    /// <exception cref="DatasetException">The folder exists and is not empty.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static AnnotationConversion Write(
        DrawnScenes train, DrawnScenes validation, string folder, AnnotationFormat format = AnnotationFormat.Coco,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        var annotations = new AnnotationSet(
            format, [.. train.ClassNames.Select((name, index) => new AnnotatedClass(name, index + 1))],
            [.. Images(train, Split.Train), .. Images(validation, Split.Validation)]);
        return AnnotationWriter.Write(annotations, folder, format, progress: progress, cancellationToken: cancellationToken);
    }

    static IEnumerable<AnnotatedImage> Images(DrawnScenes scenes, Split split) => Enumerable.Range(0, scenes.Count).Select(index => new AnnotatedImage(
        scenes.NameOf(index), ImageSource.FromEncoder(scenes.NameOf(index), () => Png(scenes, index)),
        [.. scenes.TargetOf(index).Boxes.Select(box => new AnnotatedObject(box.Class, box.Box) { Area = box.Area })])
    {
        Width = scenes.Size,
        Height = scenes.Size,
        Split = split,
    });

    static byte[] Png(DrawnScenes scenes, int index)
    {
        using var encoded = new MemoryStream();
        scenes.Load(index).SavePng(encoded);
        return encoded.ToArray();
    }
}
