using System.Collections.Immutable;
using MobileNetSharp.Detection;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>Brings boxes into pixels of the upright image, repairs what can be, and leaves out what cannot be learned from.</summary>
sealed class BoxRepair
{
    /// <summary>Rounded numbers go beyond the border by so little, in pixels, which is right.</summary>
    const double Rounding = 0.05;

    const double OffByOne = 1.5;

    /// <summary>A square pixel, but for what rounding takes.</summary>
    const double LeastArea = 0.999;

    /// <summary>In pixels; what is beyond is not a place in an image.</summary>
    const double LargestEdge = 1e9;

    /// <summary>The sides of sizes with equal proportions agree so well.</summary>
    const double Proportion = 0.01;

    readonly AnnotationFiles files;
    readonly RawAnnotations raw;
    readonly Dictionary<string, int> classes;
    readonly bool isRelative;

    public BoxRepair(AnnotationFiles files, RawAnnotations raw, ImageHeader?[] headers)
    {
        (this.files, this.raw) = (files, raw);
        classes = raw.Classes.Select((@class, index) => (@class.Name, index)).ToDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);
        isRelative = IsRelative(headers);
    }

    /// <summary>What is wrong with boxes, beginning with what the reader found.</summary>
    public List<BoxFault> Faults => raw.Faults;

    /// <summary>The objects of an image; its header is null where it cannot be read.</summary>
    public ImmutableArray<AnnotatedObject> Objects(RawImage image, string name, ImageHeader? header)
    {
        if (image.Objects.Count == 0 && header is not null && (image.Width, image.Height) is not ( > 0, > 0))
            return [];
        var toUpright = ToUpright(image, name, header);
        var objects = ImmutableArray.CreateBuilder<AnnotatedObject>(image.Objects.Count);
        foreach (var box in image.Objects)
        {
            if (Object(image, name, box, toUpright) is { } kept)
                objects.Add(kept);
        }

        return objects.DrainToImmutable();
    }

    AnnotatedObject? Object(RawImage image, string name, RawObject stated, GeometricTransform? toUpright)
    {
        var box = stated.Box;
        if (!new[] { box.Left, box.Top, box.Right, box.Bottom }.All(edge => Math.Abs(edge) <= LargestEdge))
            return Dropped(BoxFaultKind.NotANumber);
        if (stated.IsUnknownClass || !classes.TryGetValue(stated.ClassName, out var @class))
            return Dropped(BoxFaultKind.UnknownClass);
        // Without its header an image cannot be decoded either; a relative box says nothing then.
        if (toUpright is not { } transform)
            return null;
        BoxFaultKind? fault = box.Left > box.Right || box.Top > box.Bottom ? BoxFaultKind.Swapped : null;
        var (left, top, right, bottom) = transform.Apply(box.Left, box.Top, box.Right, box.Bottom);
        var (whole, width, height) = (new Box(left, top, right, bottom), transform.Width, transform.Height);
        var inside = files.Options.KeepsStatedBoxes ? whole : whole.Clip(width, height);
        if (!files.Options.KeepsStatedBoxes)
        {
            if (!(inside.Area >= LeastArea))
                return Dropped(whole.Area < LeastArea ? BoxFaultKind.TooSmall : BoxFaultKind.Outside);
            var beyond = Math.Max(Math.Max(-left, -top), Math.Max(right - width, bottom - height));
            fault ??= beyond > OffByOne ? BoxFaultKind.Clipped : beyond > Rounding ? BoxFaultKind.OffByOne : null;
        }

        if (fault is { } kind)
            Add(kind, inside);
        var scale = Math.Abs((transform.XX * transform.YY) - (transform.XY * transform.YX));
        return new(@class, inside)
        {
            IsCrowd = stated.IsCrowd,
            IsDifficult = stated.IsDifficult,
            Area = stated.Area * (raw.IsRelative ? 1 : scale) is var area and > 0 && double.IsFinite(area) ? area : 0,
            Mask = Moved(stated.Mask, transform),
        };

        AnnotatedObject? Dropped(BoxFaultKind kind)
        {
            Add(kind, null);
            return null;
        }

        void Add(BoxFaultKind kind, Box? used) => Faults.Add(new(kind, name, image.File, $"{raw.ObjectNoun} {stated.Number}", stated.ClassName.Length > 0 ? stated.ClassName : "no class", stated.Box, used));
    }

    static ObjectMask? Moved(ObjectMask? mask, GeometricTransform transform) => mask switch
    {
        PolygonMask polygons => Outlines.Mask(polygons.Outlines.Select(outline => Moved(outline, transform))),
        RunLengthMask runs when transform == GeometricTransform.Identity(runs.Width, runs.Height) => runs,
        _ => null,
    };

    static ImmutableArray<float> Moved(ImmutableArray<float> outline, GeometricTransform transform)
    {
        var moved = new float[outline.Length];
        for (var i = 0; i + 1 < moved.Length; i += 2)
        {
            var (x, y) = transform.Apply(outline[i], outline[i + 1]);
            (moved[i], moved[i + 1]) = ((float)x, (float)y);
        }

        return [.. moved];
    }

    /// <summary>Where a point of the annotation is in the upright image; null where the image's size is not known.</summary>
    GeometricTransform? ToUpright(RawImage image, string name, ImageHeader? header)
    {
        var hasSize = image is { Width: > 0, Height: > 0 };
        if (header is not { } known)
            return hasSize && image is { Width: <= ushort.MaxValue, Height: <= ushort.MaxValue } ? Scaled(image.Width, image.Height, (int)image.Width, (int)image.Height) : null;
        var isRaw = files.Options.LabelsOnRawPixels && !(hasSize && OnlyFits(image, known.Width, known.Height, known.StoredWidth, known.StoredHeight));
        var (width, height) = isRaw ? (known.StoredWidth, known.StoredHeight) : (known.Width, known.Height);
        var (fromWidth, fromHeight) = hasSize && Fits(image, name, known, width, height) ? (image.Width, image.Height) : (width, height);
        var scaled = Scaled(fromWidth, fromHeight, width, height);
        return isRaw ? scaled.Then(known.ToUpright) : scaled;
    }

    GeometricTransform Scaled(double fromWidth, double fromHeight, int width, int height) => isRelative
        ? new(width, height, width, 0, 0, 0, height, 0)
        : new(width, height, width / fromWidth, 0, 0, 0, height / fromHeight, 0);

    /// <summary>Whether boxes are to be scaled from the annotated size to the image's; notes where these differ.</summary>
    bool Fits(RawImage image, string name, ImageHeader header, int width, int height)
    {
        if ((image.Width, image.Height) == (width, height))
            return true;
        var sizes = FormattableString.Invariant($"annotated {image.Width:0.#}x{image.Height:0.#}, is {width}x{height}");
        // A box beyond the annotated size was not drawn on an image of that size: then only the sides were exchanged.
        if (OnlyFits(image, header.StoredWidth, header.StoredHeight, width, height) && IsInside(image))
        {
            files.Notes.Add(AnnotationFindingKind.LabeledOnRawPixels, name, sizes);
            return false;
        }

        var isScaled = IsInside(image) && AreProportional(image.Width, image.Height, width, height);
        files.Notes.Add(AnnotationFindingKind.OtherSize, name, isRelative ? sizes : $"{sizes}; boxes {(isScaled ? "scaled" : "taken as they are")}");
        return isScaled;
    }

    bool IsInside(RawImage image) =>
        isRelative || image.Objects.All(box => Math.Max(box.Box.Left, box.Box.Right) <= image.Width + OffByOne && Math.Max(box.Box.Top, box.Box.Bottom) <= image.Height + OffByOne);

    static bool OnlyFits(RawImage image, int width, int height, int otherWidth, int otherHeight) =>
        AreProportional(image.Width, image.Height, width, height) && !AreProportional(image.Width, image.Height, otherWidth, otherHeight);

    static bool AreProportional(double width, double height, double otherWidth, double otherHeight) =>
        Math.Abs((width / height * (otherHeight / otherWidth)) - 1) <= Proportion + (0.5 / Math.Min(Math.Min(width, height), Math.Min(otherWidth, otherHeight)));

    /// <summary>Whether the numbers are shares of the image, whatever the format says: half of them decide.</summary>
    bool IsRelative(ImageHeader?[] headers)
    {
        var largest = raw.Images.SelectMany(image => image.Objects).Select(box => Math.Max(Math.Max(box.Box.Left, box.Box.Right), Math.Max(box.Box.Top, box.Box.Bottom))).Where(double.IsFinite).Order().ToArray();
        if (largest.Length == 0)
            return raw.IsRelative;
        var middle = largest[largest.Length / 2];
        if (raw.IsRelative && middle > 2)
        {
            files.Notes.Add(AnnotationFindingKind.OtherUnit, files.Given, "pixels, where shares of the image are expected");
            return false;
        }

        const double rounded = 1.001;
        if (!raw.IsRelative && largest[^1] <= rounded && headers.Any(header => header is { Width: > 2, Height: > 2 }))
        {
            files.Notes.Add(AnnotationFindingKind.OtherUnit, files.Given, "shares of the image, where pixels are expected");
            return true;
        }

        return raw.IsRelative;
    }
}
