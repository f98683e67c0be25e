namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>What an XML file of annotations is.</summary>
enum XmlKind
{
    None,
    Voc,
    LabelMe,
    Cvat,
}

/// <summary>Tells the XML formats apart by how the files begin.</summary>
static class XmlKinds
{
    /// <summary>Files of one folder are alike; so many are looked at for one that has an object.</summary>
    const int Looks = 50;

    /// <summary>The files of a kind.</summary>
    public static IReadOnlyList<string> Find(AnnotationFiles files, XmlKind kind) =>
    [
        .. files.Candidates(".xml").GroupBy(name => name[..(name.LastIndexOf('/') + 1)])
            .SelectMany(folder => KindOf(files, folder) is { } common ? common == kind ? folder : [] : folder.Where(name => KindOf(files.Beginning(name)).Kind == kind)),
    ];

    /// <summary>The kind that all files of a folder have that were looked at; null where they differ.</summary>
    static XmlKind? KindOf(AnnotationFiles files, IEnumerable<string> folder)
    {
        XmlKind? decided = null, likely = null;
        foreach (var name in folder.Take(Looks))
        {
            var (kind, isDecided) = KindOf(files.Beginning(name));
            if (isDecided && decided is { } other && other != kind)
                return null;
            if (isDecided)
                decided = kind;
            likely ??= kind;
        }

        return decided ?? likely ?? XmlKind.None;
    }

    /// <summary>The kind, and whether an object or the root shows it.</summary>
    static (XmlKind Kind, bool IsDecided) KindOf(string text)
    {
        if (text.Contains("<annotations", StringComparison.Ordinal))
            return (text.Contains("<image ", StringComparison.Ordinal) || text.Contains("<track ", StringComparison.Ordinal) || text.Contains("<meta>", StringComparison.Ordinal) ? XmlKind.Cvat : XmlKind.None, true);
        if (!text.Contains("<annotation", StringComparison.Ordinal))
            return (XmlKind.None, true);
        if (text.Contains("<bndbox", StringComparison.Ordinal))
            return (XmlKind.Voc, true);
        return text.Contains("<imagesize", StringComparison.Ordinal) || text.Contains("<polygon", StringComparison.Ordinal) || text.Contains("<segm>", StringComparison.Ordinal)
            ? (XmlKind.LabelMe, true)
            : (XmlKind.Voc, false);
    }
}
