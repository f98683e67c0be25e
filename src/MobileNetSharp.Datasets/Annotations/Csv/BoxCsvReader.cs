using MobileNetSharp.Datasets.Annotations.Reading;

namespace MobileNetSharp.Datasets.Annotations.Csv;

/// <summary>
/// Reads CSV files with a row for each box: those of TensorFlow's tutorials and of Roboflow (filename, width, height, class, xmin,
/// ymin, xmax, ymax), of VoTT, and of Open Images (https://storage.googleapis.com/openimages/web/download_v7.html).
/// </summary>
static class BoxCsvReader
{
    public static IReadOnlyList<string> Find(AnnotationFiles files) => Find(files, isOpenImages: false);

    public static IReadOnlyList<string> FindOpenImages(AnnotationFiles files) => Find(files, isOpenImages: true);

    public static RawAnnotations Read(AnnotationFiles files, IReadOnlyList<string> found)
    {
        var raw = new RawAnnotations { ObjectNoun = "line", Numbers = BoxNumbers.Corners };
        foreach (var name in found)
            files.Try(name, () => new BoxCsvFile(files, name).Read(raw, displayNames: null));
        raw.AddUsedClasses();
        return raw;
    }

    public static RawAnnotations ReadOpenImages(AnnotationFiles files, IReadOnlyList<string> found)
    {
        var raw = new RawAnnotations { ObjectNoun = "line", IsRelative = true };
        var names = DisplayNames(files);
        foreach (var name in found)
            files.Try(name, () => new BoxCsvFile(files, name).Read(raw, names));
        raw.AddUsedClasses();
        return raw;
    }

    static IReadOnlyList<string> Find(AnnotationFiles files, bool isOpenImages) =>
        [.. files.Candidates(".csv", ".tsv").Where(name => new BoxCsvFile(files, name).FindColumns(files.Beginning(name)) is { } columns && columns.IsOpenImages == isOpenImages)];

    /// <summary>What Open Images' ids of classes mean, such as /m/01g317 Person.</summary>
    static Dictionary<string, string> DisplayNames(AnnotationFiles files)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files.Names.Where(name => ImageLookup.FileName(name).Contains("class-descriptions", StringComparison.OrdinalIgnoreCase)))
        {
            foreach (var cells in new BoxCsvFile(files, file).Rows().Select(row => row.Cells).Where(cells => cells.Count >= 2))
                names.TryAdd(cells[0], cells[1]);
        }

        return names;
    }
}
