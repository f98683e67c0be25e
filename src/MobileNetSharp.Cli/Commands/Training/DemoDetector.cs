using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Models;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>
/// SSDLite on a MobileNetV2 for images of 128²: the paper's blocks, fewer of them, and maps of strides 8, 16 and 32 for objects from
/// 8 % to 60 % of the side, of which the anchors are.
/// </summary>
static class DemoDetector
{
    public const int Size = 128;

    public static Model Create(Recipe recipe, TrainingTask<AnnotatedBoxes, DetectionResult> task)
    {
        var backbone = MobileNetV2.Build(new MobileNetV2Options
        {
            Stages =
            [   //  t   c   n  s
                new(1,  32, 1, 2),
                new(4,  64, 3, 2),
                new(4, 128, 3, 2),
            ],
            HeadChannels = 192,
            WidthMultiplier = 0.5,
            Resolution = Size,
        }).WithName($"mobilenet_v2_small_{Size}");
        var start = StartingModel.FromScratch(backbone, recipe, task);
        var decoding = (SsdDecoding)start.Card.BoxDecoding!;
        return start.WithCard(start.Card with
        {
            BoxDecoding = decoding with { Anchors = new AnchorTable { Maps = [.. decoding.Anchors.Maps.Select((map, i) => map with { Shapes = [.. i == 0 ? Small : i == 1 ? Medium : Large] })] } },
        });
    }

    static readonly AnchorShape[] Small = [new(0.09, 1), new(0.125, 1), new(0.175, 1)];

    static readonly AnchorShape[] Medium = [new(0.22, 1), new(0.29, 1), new(0.22, 1.6), new(0.22, 0.625), new(0.29, 1.6), new(0.29, 0.625)];

    static readonly AnchorShape[] Large = [new(0.37, 1), new(0.46, 1), new(0.56, 1), new(0.4, 1.6), new(0.4, 0.625), new(0.52, 1.4)];
}
