using MobileNetSharp.Detection;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Annotations.Reading;

/// <summary>What the four numbers of a box are.</summary>
enum BoxNumbers
{
    /// <summary>Something that is not mistaken for another.</summary>
    Other,

    /// <summary>The first corner, width and height.</summary>
    CornerAndSize,

    /// <summary>Two corners.</summary>
    Corners,
}

/// <summary>Recognizes boxes whose numbers are two corners where a corner and a size are expected, and the other way round.</summary>
static class MistakenBoxNumbers
{
    /// <summary>So many boxes must be wrong as they are read, and this share of them; some always are.</summary>
    const int Least = 3;

    const double LeastShare = 0.2;

    /// <summary>Of as many as are wrong as they are read, so few may be wrong as the others.</summary>
    const double MostOtherShare = 0.1;

    /// <summary>Boxes that count pixels from another number go so far beyond the image.</summary>
    const double Beyond = 1.5;

    /// <param name="files">Receives the note.</param>
    /// <param name="numbers">What was expected.</param>
    /// <param name="images">The images, and their headers where they can be read.</param>
    public static void Note(AnnotationFiles files, BoxNumbers numbers, IEnumerable<(RawImage Image, ImageHeader? Header)> images)
    {
        if (numbers == BoxNumbers.Other)
            return;
        var (wrong, otherWrong, all) = (0, 0, 0);
        foreach (var (image, header) in images)
        {
            var (width, height) = image is { Width: > 0, Height: > 0 } ? (image.Width, image.Height) : (header?.Width ?? 0, header?.Height ?? 0);
            foreach (var box in image.Objects.Select(box => box.Box).Where(_ => width > 0 && height > 0))
            {
                var other = numbers == BoxNumbers.CornerAndSize ? box with { Right = box.Width, Bottom = box.Height } : box with { Right = box.Left + box.Right, Bottom = box.Top + box.Bottom };
                all++;
                wrong += Fits(box, width, height) ? 0 : 1;
                otherWrong += Fits(other, width, height) ? 0 : 1;
            }
        }

        if (wrong >= Least && wrong >= LeastShare * all && otherWrong <= MostOtherShare * wrong)
            files.Notes.Add(numbers == BoxNumbers.CornerAndSize ? AnnotationFindingKind.CornersForSizes : AnnotationFindingKind.SizesForCorners, files.Given, $"{wrong} of {all} boxes are not inside their images; read so, {all - otherWrong} are");
    }

    static bool Fits(Box box, double width, double height) =>
        box.Left >= -Beyond && box.Top >= -Beyond && box.Right > box.Left && box.Bottom > box.Top && box.Right <= width + Beyond && box.Bottom <= height + Beyond;
}
