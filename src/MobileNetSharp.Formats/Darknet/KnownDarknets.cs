using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Formats.Darknet;

/// <summary>The published networks of YOLOv2, which are told apart by how many weights they have.</summary>
static class KnownDarknets
{
    const int Coco = 80, Voc = 20;

    /// <summary>The smallest input; the number of weights is the same at every size.</summary>
    const int Stride = 32;

    /// <summary>What they are called in messages.</summary>
    public const string Names = "YOLOv2 and tiny YOLOv2 for COCO's 80 classes and Pascal VOC's 20";

    static readonly ImmutableArray<(Func<Size, Graph> Build, ImmutableArray<CellAnchor> Anchors)> All =
    [
        (size => Full(size, Coco, 64), YoloV2.CocoAnchors),
        (size => Full(size, Voc, 64), YoloV2.VocAnchors),
        (size => TinyYoloV2.Build(new() { Resolution = size }), YoloV2.CocoAnchors),
        (size => TinyYoloV2.Build(new() { Resolution = size, Classes = Voc, HeadChannels = 1024 }), TinyYoloV2.VocAnchors),

        // Version 2.0, whose passthrough has no convolution.
        (size => Full(size, Coco, null), [new(0.738768, 0.874946), new(2.42204, 2.65704), new(4.30971, 7.04493), new(10.246, 4.59428), new(12.6868, 11.8741)]),
        (size => Full(size, Voc, null), TinyYoloV2.VocAnchors),
    ];

    /// <summary>The network with so many weights, and its anchors; null where there is none. Throws <see cref="ModelFormatException"/> for an input size that it cannot have.</summary>
    public static (Graph Graph, ImmutableArray<CellAnchor> Anchors)? OfSize(long weights, Size? inputSize)
    {
        var size = inputSize ?? 416;
        foreach (var (build, anchors) in All)
        {
            if (build(Stride).WeightsOf().Where(spec => spec.Role != WeightRole.BatchNormCounter).Sum(spec => spec.Count) != weights)
                continue;
            return size.Height >= Stride && size.Height % Stride == 0 && size.Width >= Stride && size.Width % Stride == 0
                ? (build(size), anchors)
                : throw new ModelFormatException($"The network takes images whose height and width are multiples of {Stride}, not {size}.");
        }

        return null;
    }

    static Graph Full(Size size, int classes, int? passthrough) =>
        YoloV2.Build(new() { Resolution = size, Classes = classes, PassthroughChannels = passthrough, ReorganizesAsDarknet = true });
}
