using System.Collections.Immutable;
using MobileNetSharp.Files;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>
/// A CSV file with a row for each image: <c>path,label</c> or <c>path,label,split</c> (train, val, test), separated by commas,
/// semicolons or tabs. Paths are relative to the file's folder; a first row may name the columns, also by other usual names
/// (<c>filename</c>, <c>class</c>); quotes as in RFC 4180.
/// </summary>
public sealed class Manifest : ClassificationFiles
{
    /// <summary>Reads the rows, without opening the images.</summary>
    /// <exception cref="DatasetException">The file is missing, has no rows, or a row is invalid; the message names the line.</exception>
    /// <exception cref="IOException">The file cannot be read, or it or a line of it is too large.</exception>
    public Manifest(string path) : base(List(path))
    {
    }

    static ImageList List(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new DatasetException($"{path}: no such file.");
        List<ManifestReader.Row> rows = BoundedFile.IsEmpty(path) ? [] : new ManifestReader(path).Read();
        if (rows.Count == 0)
            throw new DatasetException($"{path}: holds no row; expected rows such as photos/1.jpg,cat or photos/1.jpg,cat,train.");
        var classNames = rows.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal).ToImmutableArray();
        var labels = classNames.Select((name, label) => (name, label)).ToDictionary(pair => pair.name, pair => pair.label);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new ImageList(
            classNames, [.. rows.Select(row => new ImageFile(row.Path, Path.Combine(folder, row.Path), labels[row.Label], row.Split))], []);
    }
}
