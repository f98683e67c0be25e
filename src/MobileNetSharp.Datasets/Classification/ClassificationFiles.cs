using System.Collections.Immutable;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>Images that are files.</summary>
public abstract class ClassificationFiles : ClassificationDataset
{
    readonly ImmutableArray<ImageFile> files;

    private protected ClassificationFiles(ImageList list) : base(list.ClassNames) => (files, Findings) = (list.Files, list.Findings);

    /// <summary>What listing the files showed, without opening them: what was skipped, and what may not be meant so.</summary>
    public IReadOnlyList<DataCheckFinding> Findings { get; }

    /// <inheritdoc/>
    public override int Count => files.Length;

    /// <inheritdoc/>
    public override int LabelOf(int index) => files[index].Label;

    /// <inheritdoc/>
    public override string NameOf(int index) => files[index].Name;

    /// <inheritdoc/>
    public override Split? SplitOf(int index) => files[index].Split;

    /// <inheritdoc/>
    public sealed override string PathOf(int index) => files[index].Path;

    /// <inheritdoc/>
    public override RgbImage Load(int index) => RgbImage.Load(PathOf(index));

    /// <inheritdoc/>
    public override (RgbImage Image, int Width, int Height) LoadReduced(int index, Func<int, int, double> scale) => RgbImage.LoadReduced(PathOf(index), scale);
}
