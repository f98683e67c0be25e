using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Cli.Commands;

/// <summary>A MobileNetV2 for pictures of 64²: the paper's blocks, fewer of them, and a third of its reductions.</summary>
static class DemoNetwork
{
    public static Graph Build() => MobileNetV2.Build(new MobileNetV2Options
    {
        Stages =
        [   //  t   c  n  s
            new(1, 16, 1, 1),
            new(4, 24, 2, 2),
            new(4, 40, 2, 2),
            new(4, 64, 1, 1),
        ],
        HeadChannels = 192,
        WidthMultiplier = 1,
        Resolution = 64,
    }).WithName("mobilenet_v2_small_64");
}
