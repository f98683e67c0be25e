using MobileNetSharp.Datasets.Annotations.Coco;
using MobileNetSharp.Datasets.Annotations.Csv;
using MobileNetSharp.Datasets.Annotations.Cvat;
using MobileNetSharp.Datasets.Annotations.LabelMe;
using MobileNetSharp.Datasets.Annotations.TfRecord;
using MobileNetSharp.Datasets.Annotations.Voc;
using MobileNetSharp.Datasets.Annotations.Vott;
using MobileNetSharp.Datasets.Annotations.Yolo;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>How a format is found and read.</summary>
/// <param name="Format">The format.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Looks">What a data set of it has.</param>
/// <param name="Find">The files of this format, none where the data set is of another.</param>
/// <param name="Read">Reads these files.</param>
sealed record AnnotationReader(
    AnnotationFormat Format, string Name, string Looks, Func<AnnotationFiles, IReadOnlyList<string>> Find, Func<AnnotationFiles, IReadOnlyList<string>, RawAnnotations> Read);

/// <summary>All formats that are read.</summary>
static class AnnotationReaders
{
    public static IReadOnlyList<AnnotationReader> All { get; } =
    [
        new(AnnotationFormat.Yolo, "YOLO", "data.yaml or .txt files", YoloReader.Find, YoloReader.Read),
        new(AnnotationFormat.PascalVoc, "Pascal VOC", ".xml files", VocReader.Find, VocReader.Read),
        new(AnnotationFormat.Coco, "COCO", "a .json file", CocoReader.Find, CocoReader.Read),
        new(AnnotationFormat.Csv, "CSV", "filename, class, xmin, ymin, xmax, ymax", BoxCsvReader.Find, BoxCsvReader.Read),
        new(AnnotationFormat.TfRecord, "TFRecord", ".record or .tfrecord files", TfRecordReader.Find, TfRecordReader.Read),
        new(AnnotationFormat.Cvat, "CVAT", "annotations.xml", CvatReader.Find, CvatReader.Read),
        new(AnnotationFormat.LabelMe, "LabelMe", ".json files", LabelMeReader.Find, LabelMeReader.Read),
        new(AnnotationFormat.Vott, "VoTT", "a .json export", VottReader.Find, VottReader.Read),
        new(AnnotationFormat.OpenImages, "Open Images", "ImageID, LabelName, XMin, …", BoxCsvReader.FindOpenImages, BoxCsvReader.ReadOpenImages),
    ];

    public static string NameOf(AnnotationFormat format) => All.First(reader => reader.Format == format).Name;

    /// <summary>Finds and reads what is there.</summary>
    /// <exception cref="DatasetException">No format fits, or several do.</exception>
    public static (AnnotationFormat Format, RawAnnotations Raw) Read(AnnotationFiles files)
    {
        var asked = files.Options.Format;
        (AnnotationReader Reader, IReadOnlyList<string> Found)[] fitting =
        [
            .. All.Where(reader => asked is null || reader.Format == asked)
                .Select(reader => (Reader: reader, Found: reader.Find(files))).Where(pair => pair.Found.Count > 0),
        ];
        if (fitting.Length == 0)
            throw new DatasetException(Nothing(files, asked));
        if (fitting.Length > 1)
        {
            throw new DatasetException($"{files.Given}: annotations in several formats: {string.Join(", ", fitting.Select(pair => $"{pair.Reader.Name} ({Shown(pair.Found)})"))}; name the one to use, or the file.")
            {
                Formats = [.. fitting.Select(pair => pair.Reader.Format)],
            };
        }

        return (fitting[0].Reader.Format, fitting[0].Reader.Read(files, fitting[0].Found));
    }

    static string Shown(IReadOnlyList<string> found) => found.Count == 1 ? found[0] : $"{found[0]} and {found.Count - 1} more";

    static string Nothing(AnnotationFiles files, AnnotationFormat? asked)
    {
        var readers = All.Where(reader => asked is null || reader.Format == asked);
        var expected = string.Join(", ", readers.Select(reader => $"{reader.Name} ({reader.Looks})"));
        return $"{files.Given}: holds no annotations that are known{(files.Single is null ? $" ({files.Names.Count(ImageFiles.IsImage)} images)" : "")}. Expected {expected}.";
    }
}
