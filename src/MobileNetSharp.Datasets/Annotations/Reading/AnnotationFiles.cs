using System.Text;
using MobileNetSharp.Datasets.Sources;
using MobileNetSharp.Files;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>The files of a data set: a folder with all below it, or one annotation file and the images around it.</summary>
sealed class AnnotationFiles
{
    /// <summary>Enough to see what a file is.</summary>
    const int BeginningBytes = 64 << 10;

    readonly List<string> names;
    Dictionary<string, JsonKind>? jsonKinds;
    ImageLookup? images;

    /// <param name="path">The folder or file.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="findsImages">Whether images are looked for around a file.</param>
    /// <exception cref="DatasetException">There is no such file or folder.</exception>
    public AnnotationFiles(string path, AnnotationOptions options, bool findsImages = true)
    {
        Options = options;
        if (Directory.Exists(path))
            (Root, names) = (Path.TrimEndingDirectorySeparator(path), FileTree.List(path));
        else if (!File.Exists(path))
            throw new DatasetException($"{path}: no such file or folder; give a folder of images and annotations, or an annotation file.");
        else
            (Root, Single, names, HasSearchedAround) = (Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path), [], !findsImages);
        (Given, Annotations) = (path, Single is null ? [.. names.Where(name => !ImageFiles.IsImage(name))] : [Single]);
        if (options.ImageFolder is { } folder)
            Include(Directory.Exists(folder) ? FileTree.List(folder) : throw new DatasetException($"{folder}: no such folder of images."), folder);
        else if (Single is not null && findsImages)
            Include(FileTree.Search(Root), Root);
    }

    public AnnotationOptions Options { get; }

    /// <summary>The folder from which names are counted.</summary>
    public string Root { get; }

    /// <summary>The path that the caller gave.</summary>
    public string Given { get; }

    /// <summary>The name of the annotation file that was given; null for a folder.</summary>
    public string? Single { get; }

    /// <summary>The images. Where there are none, those in the folder around: annotations are often in a folder beside that of the images.</summary>
    public ImageLookup Images
    {
        get
        {
            images ??= new(names.Where(ImageFiles.IsImage));
            if (images.Count > 0 || HasSearchedAround || Options.ImageFolder is not null)
                return images;
            HasSearchedAround = true;
            if (Path.GetDirectoryName(Path.GetFullPath(Root)) is { } parent && Path.GetDirectoryName(parent) is not null)
                Include(FileTree.Search(parent), parent);
            return images ??= new(names.Where(ImageFiles.IsImage));
        }
    }

    /// <summary>Whether images were looked for in the folder around, because this one has none.</summary>
    public bool HasSearchedAround { get; private set; }

    public AnnotationNotes Notes { get; } = new();

    /// <summary>Every file, images too.</summary>
    public IReadOnlyList<string> Names => names;

    public string FullPath(string name) => Path.Combine(Root, name);

    /// <summary>The annotation files to look at: the one that was given, or those in the folder.</summary>
    public IReadOnlyList<string> Annotations { get; }

    /// <summary>Those of them that end so.</summary>
    public IEnumerable<string> Candidates(params string[] extensions) =>
        Annotations.Where(name => extensions.Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)));

    /// <summary>What the JSON files are.</summary>
    public IReadOnlyDictionary<string, JsonKind> JsonKinds => jsonKinds ??= Candidates(".json").ToDictionary(name => name, name => JsonKindText.KindOf(this, name));

    /// <summary>A file's beginning as text.</summary>
    public string Beginning(string name)
    {
        using var file = Open(name);
        var bytes = new byte[Math.Min(file.Length, BeginningBytes)];
        var span = bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        var encoding = span.StartsWith(Encoding.Unicode.Preamble) ? Encoding.Unicode : span.StartsWith(Encoding.BigEndianUnicode.Preamble) ? Encoding.BigEndianUnicode : Encoding.UTF8;
        return encoding.GetString(span);
    }

    /// <summary>Opens a file; nothing is read of a device or a pipe, which might have no end.</summary>
    /// <exception cref="DatasetException">It cannot be opened.</exception>
    public Stream Open(string name)
    {
        try
        {
            return BoundedFile.IsEmpty(FullPath(name)) ? Stream.Null : new FileStream(FullPath(name), FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{FullPath(name)}: {FileErrors.Reason(e)}.", e);
        }
    }

    /// <summary>The lines of a text file, the first of which is number 1.</summary>
    /// <exception cref="DatasetException">It cannot be read, or a line is too long.</exception>
    public IEnumerable<(int Number, string Text)> Lines(string name)
    {
        using var reader = new StreamReader(Open(name));
        for (var number = 1; ReadLine(reader, name, number) is { } text; number++)
            yield return (number, text);
    }

    /// <summary>A file that cannot be read: throws, or leaves it out and notes it.</summary>
    public void Try(string name, Action read)
    {
        try
        {
            read();
        }
        catch (DatasetException e) when (Options.SkipsUnreadable)
        {
            var prefix = $"{FullPath(name)}: ";
            Notes.Add(AnnotationFindingKind.UnreadableAnnotation, name, e.Message.StartsWith(prefix, StringComparison.Ordinal) ? e.Message[prefix.Length..] : e.Message);
        }
    }

    public DatasetException Fault(string name, string fault) => new($"{FullPath(name)}: {fault}");

    /// <summary>What the name of a file of many images says of their split, or its folder's; nothing where the file itself was asked for.</summary>
    public Split? SplitOf(string name) => Single is not null ? null : SplitFolders.In(ImageLookup.FileName(name)) ?? SplitOfFolder(name);

    /// <summary>What the folder of a file of one image says, whose own name may be that of a train.</summary>
    public Split? SplitOfFolder(string name) => Single is not null ? null : SplitFolders.InFolders(name);

    /// <summary>Adds the files of a folder elsewhere, by their names from the root; folders that cannot be read are skipped.</summary>
    public void Include(string folder, Action<string> skipped) => Include(FileTree.Search(folder, skipped), folder);

    /// <summary>Adds files by their names from a folder elsewhere.</summary>
    public void Include(List<string> files, string folder)
    {
        var prefix = Path.GetRelativePath(Root, folder).Replace('\\', '/');
        var own = prefix == ".." ? Path.GetFileName(Path.GetFullPath(Root)) + "/" : null;
        names.AddRange(files.Where(name => own is null || !name.StartsWith(own, StringComparison.Ordinal)).Select(name => prefix == "." ? name : $"{prefix}/{name}").Except(names).ToArray());
        images = null;
    }

    string? ReadLine(StreamReader reader, string name, int number)
    {
        const int longest = 1 << 20;
        var line = new StringBuilder();
        for (var next = reader.Read(); next >= 0; next = reader.Read())
        {
            if (next == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)next);
            if (line.Length > longest)
                throw Fault(name, $"line {number}: is longer than {longest} characters; is this a text file?");
        }

        return line.Length > 0 ? line.ToString().TrimEnd('\r') : null;
    }
}
