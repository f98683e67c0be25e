using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Zip;
using Schema = MobileNetSharp.Formats.TfLite.Metadata.MetadataSchema.AssociatedFile;

namespace MobileNetSharp.Formats.TfLite.Metadata;

/// <summary>The files in the zip archive behind a TFLite file, found by the names that the metadata gives them.</summary>
sealed class AssociatedFiles(TfLiteFile file)
{
    const int MaximumNameBytes = 256;

    /// <summary>What a line of a file costs beside its text, roughly.</summary>
    const int BytesPerLine = 64;

    Dictionary<string, ZipEntry>? entries;

    public static bool IsLabels(AssociatedFileType type) => type is AssociatedFileType.TensorAxisLabels or AssociatedFileType.TensorValueLabels;

    /// <summary>The first of the listed files of a kind; null where there is none.</summary>
    public static FlatTable? Find(FlatTables files, Func<AssociatedFileType, bool> isWanted, Func<string, bool>? isLocale = null)
    {
        for (var i = 0; i < files.Count; i++)
        {
            var listed = files.At(i, "associated file");
            if (isWanted((AssociatedFileType)listed.Scalar<byte>(Schema.Type)) && (isLocale is null || isLocale(listed.Text(Schema.Locale, MaximumNameBytes))))
                return listed;
        }

        return null;
    }

    /// <summary>The lines of the label file among those listed, without blank ones at the end; null where there is none.</summary>
    public ImmutableArray<string>? Labels(FlatTables listed)
    {
        var labels = Find(listed, IsLabels, locale => locale == "en" || locale.StartsWith("en-", StringComparison.Ordinal)) ?? Find(listed, IsLabels);
        if (labels is not { } found)
            return null;
        var lines = Lines(found, ModelCardPart.Labels);
        return [.. lines[..(lines.FindLastIndex(line => !string.IsNullOrWhiteSpace(line)) + 1)]];
    }

    /// <summary>The sigmoids of each class: a line of scale, slope, offset and perhaps the least score, or an empty one.</summary>
    public ImmutableArray<ClassCalibration?>? Sigmoids(FlatTables listed, int classes)
    {
        if (Find(listed, type => type == AssociatedFileType.TensorAxisScoreCalibration) is not { } found)
            return null;
        var lines = Lines(found, ModelCardPart.ScoreCalibration);
        // MediaPipe takes what follows the last line break for a class; other programs end their last line with one.
        var endsInBreak = lines.Count == classes + 1 && lines[^1].Length == 0;
        return [.. lines.Take(endsInBreak ? classes : lines.Count).Select(Sigmoid)];
    }

    static ClassCalibration? Sigmoid(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return null;
        var parts = line.Split(',');
        var numbers = new float[parts.Length];
        var areNumbers = parts.Length is 3 or 4;
        for (var i = 0; i < parts.Length && areNumbers; i++)
            areNumbers = float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]);
        return areNumbers
            ? new(numbers[0], numbers[1], numbers[2], numbers.Length == 4 ? numbers[3] : null)
            : throw new ModelCardException(ModelCardPart.ScoreCalibration, $"A line of the score calibration should be three or four numbers, is '{(line.Length > 60 ? line[..60] : line)}'");
    }

    /// <summary>A file's lines: what its line breaks separate.</summary>
    List<string> Lines(FlatTable listed, ModelCardPart part)
    {
        var name = listed.Text(Schema.Name, MaximumNameBytes);
        entries ??= Entries(part);
        if (!entries.TryGetValue(name, out var entry))
            throw new ModelCardException(part, $"The metadata names a file '{name}', which is not in the archive behind the model");
        entry.Check(file.Bytes.Span, name);
        var bytes = file.Bytes.Span.Slice(entry.Start, entry.Length);
        file.Spend((4L * bytes.Length) + ((bytes.Count((byte)'\n') + 1L) * BytesPerLine));
        return [.. Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r'))];
    }

    Dictionary<string, ZipEntry> Entries(ModelCardPart part)
    {
        try
        {
            return ZipDirectory.Read(file.Bytes.Span);
        }
        catch (ModelFormatException fault)
        {
            throw new ModelCardException(part, $"The metadata names files in an archive behind the model, which cannot be read: {fault.Message}", fault);
        }
    }
}
