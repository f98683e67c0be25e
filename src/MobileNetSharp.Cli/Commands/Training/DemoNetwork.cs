using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>
/// A MobileNetV2 for images of 64²: the paper's blocks, fewer of them. The first one has stride 2, unlike Table 2's: the rest
/// is cheap at half the size, which leaves time for more images.
/// </summary>
static class DemoNetwork
{
    public static Graph Build() => MobileNetV2.Build(new MobileNetV2Options
    {
        Stages =
        [   //  t   c  n  s
            new(1,  32, 1, 2),
            new(4,  64, 2, 1),
            new(4,  96, 2, 2),
            new(4, 160, 1, 1),
        ],
        HeadChannels = 192,
        WidthMultiplier = 0.5,
        Resolution = 64,
    }).WithName("mobilenet_v2_small_64");
}
