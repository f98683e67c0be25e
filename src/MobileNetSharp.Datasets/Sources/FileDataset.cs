using System.Collections.Immutable;
using MobileNetSharp.Vision;

namespace MobileNetSharp.Datasets;

/// <summary>Pictures that are files.</summary>
public abstract class FileDataset : ImageDataset
{
    readonly ImmutableArray<PictureFile> files;

    private protected FileDataset(PictureList list) : base(list.ClassNames) => files = list.Files;

    /// <inheritdoc/>
    public override int Count => files.Length;

    /// <inheritdoc/>
    public override int LabelOf(int index) => files[index].Label;

    /// <inheritdoc/>
    public override string NameOf(int index) => files[index].Name;

    /// <inheritdoc/>
    public override Split? SplitOf(int index) => files[index].Split;

    /// <summary>Where a picture's file is.</summary>
    public string PathOf(int index) => files[index].Path;

    /// <inheritdoc/>
    public override RgbImage Load(int index) => PictureBytes.IsEmpty(PathOf(index)) ? throw PictureBytes.Empty(PathOf(index)) : RgbImage.Load(PathOf(index));
}
