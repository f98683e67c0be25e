using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Detection;

/// <summary>
/// What each anchor of each cell is to predict. Responsible for an object is, in the cell of its middle, the anchor whose shape overlaps
/// its shape most; where two objects want the same one, the later has it, as in Darknet (src/region_layer.c).
/// </summary>
static class YoloV2Targets
{
    /// <summary>
    /// <c>(N, cells·anchors, 4)</c>: x and y in the cell, the logarithms of width and height relative to the anchor; <c>(N, cells·anchors)</c>: 1 + the
    /// class, or as in <see cref="DetectionTargets"/>; <c>(N, most objects, 4)</c>: left, top, right, bottom as shares of the image, 0 where there are fewer.
    /// </summary>
    public const string Boxes = "boxes", Classes = "classes", Objects = "objects";

    public static Dictionary<string, Tensor> Encode(ImmutableArray<AnnotatedBoxes> images, Size size, Size cells, ImmutableArray<CellAnchor> anchors)
    {
        var (places, most) = (cells.Height * cells.Width * anchors.Length, Math.Max(1, images.Max(image => image.Boxes.Length)));
        var (boxes, classes, objects) = (new float[images.Length * places * 4], new float[images.Length * places], new float[images.Length * most * 4]);
        for (var i = 0; i < images.Length; i++)
        {
            Box[] marked = [.. images[i].Boxes.Where(box => !box.IsCrowd).Select(box => DetectionTargets.Share(box.Box, size))];
            int[] labels = [.. images[i].Boxes.Where(box => !box.IsCrowd).Select(box => box.Class)];
            var own = classes.AsSpan(i * places, places);
            Ignore([.. images[i].Boxes.Where(box => box.IsCrowd).Select(box => DetectionTargets.Share(box.Box, size))], cells, anchors, own);
            for (var j = 0; j < marked.Length; j++)
            {
                if (marked[j].Area <= 0)
                    continue;
                Write(objects.AsSpan(((i * most) + j) * 4, 4), marked[j].Left, marked[j].Top, marked[j].Right, marked[j].Bottom);
                var place = Assign(marked[j], cells, anchors, boxes.AsSpan(i * places * 4, places * 4));
                own[place] = 1 + labels[j];
            }
        }

        return new(StringComparer.Ordinal)
        {
            [Boxes] = Tensor.FromFloats([images.Length, places, 4], boxes),
            [Classes] = Tensor.FromFloats([images.Length, places], classes),
            [Objects] = Tensor.FromFloats([images.Length, most, 4], objects),
        };
    }

    /// <summary>Gives an object to the anchor that is responsible for it, and says which that is.</summary>
    static int Assign(Box box, Size cells, ImmutableArray<CellAnchor> anchors, Span<float> boxes)
    {
        var (x, y) = (box.Center.X * cells.Width, box.Center.Y * cells.Height);
        var (column, row) = (Math.Clamp((int)x, 0, cells.Width - 1), Math.Clamp((int)y, 0, cells.Height - 1));
        var shape = new CellAnchor(box.Width * cells.Width, box.Height * cells.Height);
        var best = 0;
        for (var anchor = 1; anchor < anchors.Length; anchor++)
        {
            if (AnchorClusters.Iou(shape, anchors[anchor]) > AnchorClusters.Iou(shape, anchors[best]))
                best = anchor;
        }

        var place = (((row * cells.Width) + column) * anchors.Length) + best;
        Write(boxes.Slice(4 * place, 4), x - column, y - row, Math.Log(shape.Width / anchors[best].Width), Math.Log(shape.Height / anchors[best].Height));
        return place;
    }

    /// <summary>Where crowds are, nothing is learned.</summary>
    static void Ignore(Box[] crowds, Size cells, ImmutableArray<CellAnchor> anchors, Span<float> classes)
    {
        for (var place = 0; crowds.Length > 0 && place < classes.Length; place++)
        {
            var (cell, anchor) = Math.DivRem(place, anchors.Length);
            var (row, column) = Math.DivRem(cell, cells.Width);
            var box = Box.FromCenter((column + 0.5) / cells.Width, (row + 0.5) / cells.Height, anchors[anchor].Width / cells.Width, anchors[anchor].Height / cells.Height);
            classes[place] = DetectionTargets.IsCovered(box, crowds) ? DetectionTargets.Ignored : DetectionTargets.Background;
        }
    }

    static void Write(Span<float> place, double first, double second, double third, double fourth) =>
        (place[0], place[1], place[2], place[3]) = ((float)first, (float)second, (float)third, (float)fourth);
}
