namespace MobileNetSharp.Datasets.Annotations;

/// <summary>How annotations are read where the files leave it open.</summary>
public sealed record AnnotationOptions
{
    /// <summary>The format; null: found by looking.</summary>
    public AnnotationFormat? Format { get; init; }

    /// <summary>The folder of the images; null: that of the data set, or the one around it.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>Whether images without annotations show background; null: as the format means it (YOLO: yes; all others: they are left out).</summary>
    public bool? UnannotatedAreNegative { get; init; }

    /// <summary>Whether boxes were drawn on the stored pixels, without the EXIF orientation; they are turned with the images then.</summary>
    public bool LabelsOnRawPixels { get; init; }

    /// <summary>The number of the first pixel in Pascal VOC's boxes, 1 (the standard) or 0; null: 0 where a box begins at 0.</summary>
    public int? FirstPixel { get; init; }

    /// <summary>Whether annotation files that cannot be read are left out and reported as a finding, instead of an exception.</summary>
    public bool SkipsUnreadable { get; init; }

    /// <summary>Whether annotated images that are not there stay in the data set: enough to evaluate what another program found in them.</summary>
    public bool KeepsMissingImages { get; init; }

    /// <summary>
    /// Whether boxes stay as they are stated, also beyond the image or with less than a square pixel: evaluations count those too, and compare
    /// with figures of other programs. What is not a number or of no class is left out in any case.
    /// </summary>
    public bool KeepsStatedBoxes { get; init; }

    /// <summary>Whether outlines are kept too, not only boxes.</summary>
    public bool ReadsMasks { get; init; }
}
