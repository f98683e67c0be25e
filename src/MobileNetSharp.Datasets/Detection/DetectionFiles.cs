using System.Collections.Immutable;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>Images that are files, or parts of files, with the boxes that annotation files have for them.</summary>
public sealed class DetectionFiles : DetectionDataset
{
    readonly AnnotatedBoxes[] targets;
    readonly ImmutableArray<long> categoryIds;
    readonly bool hasImageIds;

    /// <summary>The images of an annotation set.</summary>
    public DetectionFiles(AnnotationSet annotations) : base([.. Checked(annotations).Classes.Select(@class => @class.Name)])
    {
        Annotations = annotations;
        Findings = [.. annotations.Findings.Concat(BoxFindings.Of(annotations.BoxFaults)).OrderBy(finding => finding.Severity)];
        targets = [.. annotations.Images.Select(Target)];
        // Of all or of none: a place must not be taken for another's id.
        hasImageIds = annotations.Images.All(image => image.Id is not null);
        categoryIds = annotations.CategoryIds;
    }

    /// <summary>What the files say.</summary>
    public AnnotationSet Annotations { get; }

    /// <summary>Boxes that were repaired or left out.</summary>
    public IReadOnlyList<BoxFault> BoxFaults => Annotations.BoxFaults;

    /// <summary>What reading the annotations showed, the worst first; of boxes, what was repaired and what was dropped (<see cref="BoxFindingKind"/>).</summary>
    public IReadOnlyList<DataCheckFinding> Findings { get; }

    /// <summary>The finding by which boxes are in the wrong places or under the wrong names, so that nothing right is learned or measured; null where there is none.</summary>
    public DataCheckFinding? Misleading => Findings.FirstOrDefault(finding => finding.Kind is AnnotationFindingKind.LabeledOnRawPixels
        or AnnotationFindingKind.ShiftedClasses or AnnotationFindingKind.CornersForSizes or AnnotationFindingKind.SizesForCorners);

    /// <inheritdoc/>
    public override int Count => targets.Length;

    /// <inheritdoc/>
    public override long ImageIdOf(int index) => hasImageIds ? Annotations.Images[index].Id!.Value : base.ImageIdOf(index);

    /// <inheritdoc/>
    public override long ClassIdOf(int @class) => categoryIds[@class];

    /// <inheritdoc/>
    public override AnnotatedBoxes TargetOf(int index) => targets[index];

    /// <inheritdoc/>
    public override (int Width, int Height) SizeOf(int index) => (Annotations.Images[index].Width, Annotations.Images[index].Height);

    /// <inheritdoc/>
    public override string NameOf(int index) => Annotations.Images[index].Name;

    /// <inheritdoc/>
    public override Split? SplitOf(int index) => Annotations.Images[index].Split;

    /// <inheritdoc/>
    public override string? PathOf(int index) => Annotations.Images[index].Source is { IsFile: true } source ? source.File : null;

    /// <inheritdoc/>
    public override AnnotationOptions? AnnotationOptions => Annotations.Options;

    /// <inheritdoc/>
    public override RgbImage Load(int index) => Annotations.Images[index].Source.Load();

    /// <inheritdoc/>
    public override (RgbImage Image, int Width, int Height) LoadReduced(int index, Func<int, int, double> scale) => Annotations.Images[index].Source.LoadReduced(scale);

    /// <summary>Nothing is learned from boxes in the wrong places or under the wrong names.</summary>
    /// <inheritdoc/>
    public override void CheckTrainable(IReadOnlyList<int> indices)
    {
        if (Misleading is { } wrong)
            throw new DatasetException($"{wrong.Summary.TrimEnd('.')}: {wrong.Items[0]}; {char.ToLowerInvariant(wrong.Remedy[0])}{wrong.Remedy[1..]}") { Finding = wrong.Kind };
        base.CheckTrainable(indices);
    }

    static AnnotationSet Checked(AnnotationSet annotations)
    {
        ArgumentNullException.ThrowIfNull(annotations);
        return annotations;
    }

    static AnnotatedBoxes Target(AnnotatedImage image) => image.Objects.IsEmpty ? AnnotatedBoxes.None : new(
        [.. image.Objects.Select(box => new AnnotatedBox(box.Box, box.Class) { IsCrowd = box.IsCrowd, IsDifficult = box.IsDifficult, Area = box.Area })]);
}
