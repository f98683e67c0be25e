using MobileNetSharp.Datasets.Annotations.Coco;
using MobileNetSharp.Datasets.Annotations.Csv;
using MobileNetSharp.Datasets.Annotations.TfRecord;
using MobileNetSharp.Datasets.Annotations.Voc;
using MobileNetSharp.Datasets.Annotations.Writing;
using MobileNetSharp.Datasets.Annotations.Yolo;

namespace MobileNetSharp.Datasets.Annotations;

/// <summary>Writes annotated images as a data set of another format, which <see cref="AnnotationSet.Read"/> and the tools of that format read.</summary>
public static class AnnotationWriter
{
    /// <summary>The formats that are written.</summary>
    public static IReadOnlyList<AnnotationFormat> Formats { get; } =
        [AnnotationFormat.Coco, AnnotationFormat.PascalVoc, AnnotationFormat.Yolo, AnnotationFormat.Csv, AnnotationFormat.TfRecord];

    /// <summary>Writes images and annotations into a folder; where that fails, nothing stays in it.</summary>
    /// <param name="annotations">The data set.</param>
    /// <param name="folder">A folder that does not exist yet, or is empty.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="options">How images are taken along.</param>
    /// <param name="progress">Receives the part that is done, 0 … 1.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="ArgumentException">The format is not written.</exception>
    /// <exception cref="DatasetException">The folder is not empty, or images cannot be linked here.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static AnnotationConversion Write(
        AnnotationSet annotations, string folder, AnnotationFormat format, AnnotationWriterOptions? options = null,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(annotations);
        if (!Formats.Contains(format))
            throw new ArgumentException($"{format} is read, but not written.", nameof(format));
        CheckFolder(folder);
        var isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        try
        {
            var plan = new WritingPlan(annotations, folder, options ?? new());
            if (format == AnnotationFormat.TfRecord)
                TfRecordWriter.Write(plan, progress, cancellationToken);
            else
                WriteFiles(plan, format, progress, cancellationToken);
            return plan.Conversion();
        }
        catch
        {
            Clear(folder, isNew);
            throw;
        }
    }

    /// <summary>Throws where a data set cannot be written, so that it is known before one is read.</summary>
    /// <exception cref="DatasetException">The folder exists and is not empty.</exception>
    public static void CheckFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new DatasetException($"{folder}: already exists and is not empty; give a folder that does not exist yet.");
    }

    /// <summary>Deletes a part of a data set, which would be in the way of the next try; links are deleted, not what they lead to.</summary>
    static void Clear(string folder, bool isNew)
    {
        try
        {
            foreach (var entry in new DirectoryInfo(folder).GetFileSystemInfos())
            {
                if (entry is DirectoryInfo inner)
                    inner.Delete(recursive: true);
                else
                    entry.Delete();
            }

            if (isNew)
                Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is thrown already says what is wrong.
        }
    }

    static void WriteFiles(WritingPlan plan, AnnotationFormat format, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var images = plan.Images;
        Func<WrittenImage, string> place = format == AnnotationFormat.PascalVoc ? image => $"JPEGImages/{image.FileName}" : image => image.Part.Length > 0 ? $"images/{image.Part}/{image.FileName}" : $"images/{image.FileName}";
        foreach (var parent in images.Select(image => Path.GetDirectoryName(place(image))!).Distinct())
            Directory.CreateDirectory(Path.Combine(plan.Folder, parent));
        ParallelWork.For(images.Count, Environment.ProcessorCount, index => plan.PlaceImage(images[index], place(images[index])), progress, cancellationToken);
        if (format == AnnotationFormat.Coco)
            CocoWriter.Write(plan);
        else if (format == AnnotationFormat.PascalVoc)
            VocWriter.Write(plan);
        else if (format == AnnotationFormat.Yolo)
            YoloWriter.Write(plan);
        else
            BoxCsvWriter.Write(plan);
    }
}
