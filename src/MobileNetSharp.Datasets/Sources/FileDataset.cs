using System.Collections.Immutable;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets;

/// <summary>Images that are files.</summary>
public abstract class FileDataset : ImageDataset
{
    readonly ImmutableArray<ImageFile> files;

    private protected FileDataset(ImageList list) : base(list.ClassNames) => files = list.Files;

    /// <inheritdoc/>
    public override int Count => files.Length;

    /// <inheritdoc/>
    public override int LabelOf(int index) => files[index].Label;

    /// <inheritdoc/>
    public override string NameOf(int index) => files[index].Name;

    /// <inheritdoc/>
    public override Split? SplitOf(int index) => files[index].Split;

    /// <summary>Where an image's file is.</summary>
    public string PathOf(int index) => files[index].Path;

    /// <inheritdoc/>
    public override RgbImage Load(int index) => ImageBytes.IsEmpty(PathOf(index)) ? throw ImageBytes.Empty(PathOf(index)) : RgbImage.Load(PathOf(index));
}
