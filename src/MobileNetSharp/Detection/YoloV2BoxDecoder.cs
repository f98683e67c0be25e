using System.Collections.Immutable;
using MobileNetSharp.Cards;

namespace MobileNetSharp.Detection;

/// <summary>YOLOv2's output: x, y, width, height and objectness of each anchor, then its classes' logits.</summary>
sealed class YoloV2BoxDecoder : BoxDecoder
{
    /// <summary>What comes before the classes: x, y, width, height, objectness.</summary>
    const int ClassStart = 5;

    readonly ImmutableArray<CellAnchor> anchors;
    readonly int rows, columns, channels;
    float[] values = [];
    int start;

    public YoloV2BoxDecoder(DetectorHead head, YoloV2Decoding decoding, Suppression suppression)
        : base(head, suppression, new([decoding.Anchors.Length * head.BoxOutputs[0].Node.Shape.Height * head.BoxOutputs[0].Node.Shape.Width],
            ClassStart + head.Labels.Length, ClassStart, ScoreScale.LogProbability))
    {
        (rows, columns) = head.BoxOutputs[0].Node.Shape.Size;
        (anchors, channels) = (decoding.Anchors, ClassStart + head.Labels.Length);
    }

    private protected override void Read(IReadOnlyList<float[]> outputs, int index) =>
        (values, start) = (outputs[0], index * rows * columns * anchors.Length * channels);

    private protected override Box ShareOf(int anchor)
    {
        var code = values.AsSpan(start + (anchor * channels), ClassStart);
        var (cell, shape) = Math.DivRem(anchor, anchors.Length);
        var (row, column) = Math.DivRem(cell, columns);
        return Box.FromCenter(
            (column + Sigmoid(code[0])) / columns, (row + Sigmoid(code[1])) / rows,
            anchors[shape].Width * Math.Exp(code[2]) / columns, anchors[shape].Height * Math.Exp(code[3]) / rows);
    }

    /// <summary>Softmax over the classes, times the objectness.</summary>
    internal override float Offset(ReadOnlySpan<float> row) =>
        LogSumExp.Of(row[ClassStart..]) + (float)Math.Log(1 + Math.Exp(-row[ClassStart - 1]));

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
