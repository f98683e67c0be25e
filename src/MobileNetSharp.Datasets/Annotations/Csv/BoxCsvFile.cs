using System.Globalization;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Datasets.Sources;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations.Csv;

/// <summary>A CSV file of boxes.</summary>
sealed class BoxCsvFile(AnnotationFiles files, string file)
{
    readonly Dictionary<string, RawImage> images = new(StringComparer.Ordinal);
    readonly HashSet<RawImage> otherSizes = [];
    int line;

    /// <summary>The columns, by the beginning of the file; null where it is of something else.</summary>
    public BoxColumns? FindColumns(string beginning)
    {
        var header = beginning.EnumerateLines();
        return header.MoveNext() ? FindColumnsIn(header.Current.TrimStart('\uFEFF').ToString()) : null;
    }

    public IEnumerable<(int Line, List<string> Cells)> Rows() => files.Lines(file).Where(row => !string.IsNullOrWhiteSpace(row.Text)).Select(row => (row.Number, Cells(row.Text, ',')));

    public void Read(RawAnnotations raw, IReadOnlyDictionary<string, string>? displayNames)
    {
        BoxColumns? columns = null;
        foreach (var (number, text) in files.Lines(file))
        {
            line = number;
            if (string.IsNullOrWhiteSpace(text))
                continue;
            if (columns is { } known)
                AddRow(CsvLine.Cells(text, known.Separator, Fault), known, displayNames);
            else
                columns = FindColumnsIn(text.TrimStart('\uFEFF')) ?? throw Fault("names no columns of boxes; expected filename, class, xmin, ymin, xmax, ymax");
        }

        raw.Images.AddRange(images.Values);
    }

    void AddRow(List<string> cells, BoxColumns columns, IReadOnlyDictionary<string, string>? displayNames)
    {
        var name = Cell(columns.Image);
        if (name.Length == 0)
            throw Fault("names no image");
        var (width, height) = (XmlFile.Parse(Cell(columns.Width)), XmlFile.Parse(Cell(columns.Height)));
        if (!images.TryGetValue(name, out var image))
        {
            images[name] = image = new(name, file)
            {
                Width = width,
                Height = height,
                Split = (Cell(columns.Split) is { Length: > 0 } split ? SplitFolders.Named(split) : null) ?? files.SplitOf(file),
            };
        }

        // A cell that is empty says nothing.
        if (Math.Abs(width - image.Width) + Math.Abs(height - image.Height) > 0 && otherSizes.Add(image))
            files.Notes.Add(AnnotationFindingKind.OtherSize, name, string.Create(CultureInfo.InvariantCulture, $"in {file}: {image.Width}x{image.Height} in its first row, which counts, {width}x{height} in line {line}"));
        if (Cell(columns.Left).Length + Cell(columns.Top).Length + Cell(columns.Right).Length + Cell(columns.Bottom).Length == 0)
            return; // an image without objects
        var className = Cell(columns.ClassName) is { Length: > 0 } own ? own : Cell(columns.Class);
        image.Objects.Add(new(displayNames?.GetValueOrDefault(className) ?? className, new Box(Number(columns.Left), Number(columns.Top), Number(columns.Right), Number(columns.Bottom)), line)
        {
            IsUnknownClass = className.Length == 0,
            IsCrowd = Cell(columns.IsGroup) == "1",
        });

        string Cell(int column) => column >= 0 && column < cells.Count ? cells[column] : "";

        double Number(int column) => XmlFile.Parse(Cell(column)) is var number && double.IsNaN(number) && Cell(column) is { Length: > 0 } text && !text.Equals("nan", StringComparison.OrdinalIgnoreCase)
            ? throw Fault($"'{PrintableText.Line(Cell(column), 40)}' is not a number")
            : number;
    }

    BoxColumns? FindColumnsIn(string firstRow) => BoxColumns.Find(firstRow, Cells);

    List<string> Cells(string text, char separator)
    {
        try
        {
            return CsvLine.Cells(text, separator, Fault);
        }
        catch (DatasetException)
        {
            return [];
        }
    }

    DatasetException Fault(string fault) => files.Fault(file, $"line {line}: {fault}.");
}
