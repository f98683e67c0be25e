using System.Collections.Immutable;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>Brings together what the annotation files say and the images that are there.</summary>
sealed class AnnotationResolver(AnnotationFiles files, RawAnnotations raw)
{
    /// <summary>An annotation with its image: the name, and where it is.</summary>
    readonly record struct Found(RawImage Raw, string Name, ImageSource Source);

    public AnnotationSet Resolve(AnnotationFormat format)
    {
        var found = Merged(FindImages());
        found.AddRange(Unannotated(found));
        if (found.Count == 0)
            throw new DatasetException(NoImage());
        if (files.HasSearchedAround)
            NoteFoldersAround(found);
        found.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        var headers = new ImageHeader?[found.Count];
        ParallelWork.For(found.Count, Environment.ProcessorCount, index => headers[index] = Header(found[index].Source), progress: null, CancellationToken.None);
        var classes = raw.Classes.ToImmutableArray();
        MistakenBoxNumbers.Note(files, raw.Numbers, found.Zip(headers, (image, header) => (image.Raw, header)));
        var repair = new BoxRepair(files, raw, headers);
        AnnotatedImage[] images =
        [
            .. found.Select((image, index) => new AnnotatedImage(image.Name, image.Source, repair.Objects(image.Raw, image.Name, headers[index]))
            {
                Width = headers[index]?.Width ?? Stated(image.Raw.Width),
                Height = headers[index]?.Height ?? Stated(image.Raw.Height),
                IsTurned = headers[index] is { } header && header.ToUpright != GeometricTransform.Identity(header.StoredWidth, header.StoredHeight),
                Split = image.Raw.Split,
                Id = image.Raw.Id,
                AnnotationFile = image.Raw.File.Length > 0 ? image.Raw.File : null,
            }),
        ];
        return new(format, classes, [.. images]) { BoxFaults = repair.Faults, Findings = files.Notes.Findings() };
    }

    static int Stated(double size) => size is > 0 and <= ushort.MaxValue ? (int)size : 0;

    /// <summary>An image that cannot be read is found out again when it is decoded.</summary>
    static ImageHeader? Header(ImageSource source)
    {
        try
        {
            return source.LoadHeader();
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    List<Found> FindImages()
    {
        var found = new List<Found>(raw.Images.Count);
        foreach (var image in raw.Images)
        {
            if (image.Embedded is { } source)
                found.Add(new(image, $"{image.File}/{(ImageLookup.FileName(image.Reference) is { Length: > 0 } name ? name : $"{source.Offset}")}", source));
            else if (image.ImageName is { } known)
                found.Add(FromFile(image, known));
            else if (Find(image) is { } name)
                found.Add(FromFile(image, name));
            else if (files.Options.KeepsMissingImages)
                found.Add(Missing(image, ImageLookup.Normalize(image.Reference)));
        }

        return found;
    }

    Found FromFile(RawImage image, string name) => new(image, name, new ImageSource(files.FullPath(name)));

    /// <summary>An image that is not there. What its annotation names elsewhere on the machine is none of the data set's.</summary>
    Found Missing(RawImage image, string name)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(files.Root)) + Path.DirectorySeparatorChar;
        var isInside = Path.GetFullPath(files.FullPath(name)).StartsWith(root, StringComparison.Ordinal);
        return FromFile(image, isInside ? name : ImageLookup.FileName(name)) with { Name = name };
    }

    string? Find(RawImage image)
    {
        var named = files.Images.Find(image.Reference, image.File, image.Split);
        var own = image.OwnName is { } ownName ? files.Images.Find(ownName, image.File, image.Split) : [];
        if (own.Count == 1)
        {
            if (named.Count > 0 && !named.Contains(own[0]))
                files.Notes.Add(AnnotationFindingKind.OtherFileName, image.File, $"names {ImageLookup.FileName(ImageLookup.Normalize(image.Reference))}");
            return own[0];
        }

        if (named.Count == 1)
            return named[0];
        var candidates = named.Count > 1 ? named : own;
        if (candidates.Count > 1)
            files.Notes.Add(AnnotationFindingKind.AmbiguousImage, image.Reference, $"in {image.File}: {string.Join(", ", candidates.Take(3))}");
        else
            files.Notes.Add(AnnotationFindingKind.MissingImage, image.Reference, $"in {image.File}{Elsewhere(image)}");
        return null;
    }

    /// <summary>What the folder of another split has by this name.</summary>
    string Elsewhere(RawImage image) => image.Split is not null && files.Images.Find(image.Reference, image.File, split: null) is [var other, ..] ? $"; {other} is of another split" : "";

    /// <summary>Images that were found around the data set's folder, where nobody named them.</summary>
    void NoteFoldersAround(List<Found> found)
    {
        foreach (var folder in found.Where(image => image.Source.IsFile && image.Name.StartsWith("../", StringComparison.Ordinal)).CountBy(image => image.Name[..image.Name.LastIndexOf('/')]))
            files.Notes.Add(AnnotationFindingKind.ImagesAround, folder.Key, ImageFindings.Count(folder.Value, "image"));
    }

    /// <summary>Each image once: as in a file that says its split, rather than in one that lists all.</summary>
    List<Found> Merged(List<Found> found)
    {
        var byName = new Dictionary<string, int>(found.Count, StringComparer.Ordinal);
        var merged = new List<Found>(found.Count);
        foreach (var image in found.OrderBy(image => image.Raw.Split is null))
        {
            if (byName.TryAdd(image.Name, merged.Count))
            {
                merged.Add(image);
                continue;
            }

            var first = merged[byName[image.Name]].Raw;
            if (image.Source.IsFile)
                NoteTwice(image, first);
            else if (byName.TryAdd($"{image.Name}#{image.Source.Offset}", merged.Count))
                merged.Add(image with { Name = $"{image.Name}#{image.Source.Offset}" });
        }

        return merged;
    }

    void NoteTwice(Found image, RawImage first)
    {
        if (image.Raw.Split is { } split && split != first.Split)
            files.Notes.Add(AnnotationFindingKind.InTwoSplits, image.Name, $"{first.File}, {image.Raw.File}");
        else if (image.Raw.Split is not null || first.Split is null)
            files.Notes.Add(AnnotationFindingKind.AnnotatedTwice, image.Name, $"{first.File}, {image.Raw.File}");
    }

    /// <summary>Images beside annotated ones that no annotation mentions.</summary>
    IEnumerable<Found> Unannotated(List<Found> found)
    {
        var annotated = found.Where(image => image.Source.IsFile).Select(image => image.Name).ToHashSet(StringComparer.Ordinal);
        var folders = annotated.Select(Folder).ToHashSet(StringComparer.Ordinal);
        var areNegative = files.Options.UnannotatedAreNegative ?? raw.UnannotatedAreNegative;
        if (folders.Count == 0)
            yield break;
        foreach (var name in files.Images.All.Where(name => !annotated.Contains(name) && folders.Contains(Folder(name))).Order(StringComparer.Ordinal).ToArray())
        {
            if (raw.Mentioned.Contains(ImageLookup.Stem(name)))
                continue;
            if (raw.ListsImages)
                files.Notes.Add(AnnotationFindingKind.UnlistedImage, name);
            else if (areNegative)
                yield return FromFile(new RawImage(name, "") { Split = Sources.SplitFolders.InFolders(name) }, name);
            else
                files.Notes.Add(AnnotationFindingKind.UnannotatedImage, name);
        }

        static string Folder(string name) => name[..(name.LastIndexOf('/') + 1)];
    }

    string NoImage()
    {
        var unreadable = files.Notes.Of(AnnotationFindingKind.UnreadableAnnotation);
        if (unreadable.Count > 0)
            return $"{files.FullPath(unreadable[0].Names[0])}: {unreadable[0].Note}";
        return raw.Images.Count == 0
            ? $"{files.Given}: the annotations describe no image."
            : $"{files.Given}: none of the {raw.Images.Count} annotated images is found, such as {raw.Images[0].Reference} ({files.Images.Count} images were looked through); copy them next to the annotations, or name their folder.";
    }
}
