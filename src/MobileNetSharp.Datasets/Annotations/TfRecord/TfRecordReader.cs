using System.Globalization;
using System.Text.RegularExpressions;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations.TfRecord;

/// <summary>
/// Reads TFRecord files of TensorFlow's Object Detection API, images included; the pixels stay in the file until they are asked for.
/// https://github.com/tensorflow/models/blob/master/research/object_detection/g3doc/using_your_own_dataset.md
/// </summary>
static partial class TfRecordReader
{
    public static IReadOnlyList<string> Find(AnnotationFiles files) =>
        [.. files.Annotations.Where(name => Extension().IsMatch(name))];

    public static RawAnnotations Read(AnnotationFiles files, IReadOnlyList<string> found)
    {
        var raw = new RawAnnotations { IsRelative = true };
        var maps = files.Names.Where(name => name.EndsWith(".pbtxt", StringComparison.OrdinalIgnoreCase)).ToArray();
        NoteMissingShards(files, found);
        var (texts, named) = (new ClassTexts(), new HashSet<long>());
        foreach (var name in found)
        {
            files.Try(name, () =>
            {
                var map = MapFor(files, maps, name);
                named.UnionWith(map.Classes.Select(@class => @class.Key));
                ReadFile(files, raw, name, map, texts);
            });
        }

        texts.Rename(raw);
        ShiftedClasses.Note(files, files.Given, named, texts.Numbers);
        raw.AddUsedClasses();
        if (raw.Classes.Exists(@class => @class.Name == $"class {@class.Id}"))
            files.Notes.Add(AnnotationFindingKind.UnnamedClasses, files.Given);
        return raw;
    }

    /// <summary>The label map nearest to a file.</summary>
    static LabelMap MapFor(AnnotationFiles files, string[] maps, string name)
    {
        var folders = ImageLookup.Folders(name);
        var nearest = maps.Where(map => LooksLikeMap(files, map)).MaxBy(map => (ImageLookup.CommonBeginning(ImageLookup.Folders(map), folders), -ImageLookup.Folders(map).Length));
        if (nearest is null)
            return LabelMap.None;
        var map = LabelMap.Read(files, nearest);
        if (map.Find(0) is { } first && !files.Notes.Of(AnnotationFindingKind.ClassesFromZero).Any(item => item.Names[0] == nearest))
            files.Notes.Add(AnnotationFindingKind.ClassesFromZero, nearest, $"0 is {first}");
        return map;
    }

    static bool LooksLikeMap(AnnotationFiles files, string map) => files.Beginning(map) is var text && text.Contains("item", StringComparison.Ordinal) && text.Contains("id", StringComparison.Ordinal);

    static void ReadFile(AnnotationFiles files, RawAnnotations raw, string name, LabelMap map, ClassTexts texts)
    {
        var images = new List<RawImage>();
        foreach (var (id, className) in map.Classes)
        {
            if (!raw.AddClass(className, id))
                files.Notes.Add(AnnotationFindingKind.OtherClassIds, className, $"{id} in {name}");
        }

        foreach (var (offset, bytes) in TfRecordFile.Records(files, name))
        {
            try
            {
                images.Add(Image(files, raw, name, offset, TfExample.Parse(bytes), map, texts));
            }
            catch (FormatException e)
            {
                throw files.Fault(name, $"record at byte {offset - TfRecordFile.HeaderBytes}: not a tf.train.Example: {e.Message}.");
            }
        }

        raw.Images.AddRange(images);
    }

    static RawImage Image(AnnotationFiles files, RawAnnotations raw, string file, long offset, TfExample example, LabelMap map, ClassTexts texts)
    {
        if (example.BytesOf("image/encoded") is not [var encoded, ..])
            throw new FormatException($"it has no image/encoded, but {PrintableText.Line(string.Join(", ", example.Names.Order(StringComparer.Ordinal).Take(10)), 300)}");
        var name = example.Texts("image/filename") is [{ Length: > 0 } given, ..] ? given : example.Texts("image/source_id") is [{ Length: > 0 } id, ..] ? id : "";
        return new(ImageLookup.Normalize(name), file)
        {
            Embedded = new(files.FullPath(file)) { Offset = offset + encoded.Start, Length = encoded.Length },
            Width = example.Integers("image/width") is [var width, ..] ? width : double.NaN,
            Height = example.Integers("image/height") is [var height, ..] ? height : double.NaN,
            Split = files.SplitOf(file),
            Id = example.Texts("image/source_id") is [var source, ..] && long.TryParse(source, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            Objects = Objects(raw, example, map, texts),
        };
    }

    static List<RawObject> Objects(RawAnnotations raw, TfExample example, LabelMap map, ClassTexts classTexts)
    {
        var (left, top, right, bottom) = (Side("xmin"), Side("ymin"), Side("xmax"), Side("ymax"));
        if (top.Count != left.Count || right.Count != left.Count || bottom.Count != left.Count)
            throw new FormatException($"it has {left.Count} xmin, {top.Count} ymin, {right.Count} xmax and {bottom.Count} ymax");
        var (texts, labels) = (example.Texts("image/object/class/text"), example.Integers("image/object/class/label"));
        var (difficult, crowd, group, area) = (example.Integers("image/object/difficult"), example.Integers("image/object/is_crowd"), example.Integers("image/object/group_of"), Side("area", "image/object/area"));
        var objects = new List<RawObject>(left.Count);
        for (var i = 0; i < left.Count; i++)
        {
            var (name, isUnknown) = ClassOf(raw, texts.ElementAtOrDefault(i), i < labels.Count ? labels[i] : null, map, classTexts);
            objects.Add(new(name, new Box(left[i], top[i], right[i], bottom[i]), i + 1)
            {
                IsUnknownClass = isUnknown,
                IsDifficult = difficult.ElementAtOrDefault(i) != 0,
                IsCrowd = crowd.ElementAtOrDefault(i) != 0 || group.ElementAtOrDefault(i) != 0,
                Area = area.ElementAtOrDefault(i),
            });
        }

        return objects;

        List<double> Side(string name, string? whole = null) => example.Numbers(whole ?? $"image/object/bbox/{name}");
    }

    /// <summary>The text counts, by any of the names that the label map has for it; without one the number, which is used then, is looked up in the map.</summary>
    static (string Name, bool IsUnknown) ClassOf(RawAnnotations raw, string? text, long? label, LabelMap map, ClassTexts texts)
    {
        var numbered = label is { } number ? map.Find(number) : null;
        if (!string.IsNullOrEmpty(text))
        {
            if (map.Find(text) is { } known)
            {
                texts.Match(known);
                return (known, false);
            }

            if (numbered is not null)
                texts.Add(numbered, text);
            else
                raw.AddClass(text, label);
            return (text, false);
        }

        if (label is not { } id)
            return ("no class", true);
        texts.Numbers.Add(id);
        if (numbered is not null)
            return (numbered, false);
        if (!map.IsEmpty)
            return ($"class {id}", true);
        raw.AddClass($"class {id}", id);
        return ($"class {id}", false);
    }

    static void NoteMissingShards(AnnotationFiles files, IReadOnlyList<string> found)
    {
        if (files.Single is not null)
            return;
        foreach (var shards in found.Select(name => (Name: name, Match: Shard().Match(name))).Where(shard => shard.Match.Success).GroupBy(shard => Shard().Replace(shard.Name, "-*-of-${of}")))
        {
            var count = int.Parse(shards.First().Match.Groups["of"].ValueSpan, CultureInfo.InvariantCulture);
            if (shards.Count() < count)
                files.Notes.Add(AnnotationFindingKind.MissingPart, shards.Key, $"{shards.Count()} of {count} files are there");
        }
    }

    [GeneratedRegex(@"\.(tf)?records?$|\.tfrec$|(record|train|val|valid|validation|test)[^/]*-[0-9]{5}-of-[0-9]{5}$|-[0-9]{5}-of-[0-9]{5}\.(tf)?records?$", RegexOptions.IgnoreCase)]
    private static partial Regex Extension();

    [GeneratedRegex(@"-[0-9]{5}-of-(?<of>[0-9]{5})")]
    private static partial Regex Shard();
}
