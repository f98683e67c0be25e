using MobileNetSharp.Analysis;
using MobileNetSharp.Models;

namespace MobileNetSharp.Paper.Figures;

/// <summary>Figure 3: the residual block, which is narrow inside, and the inverted one, which is narrow outside.</summary>
static class Figure3
{
    const int Wide = 144;

    public static PaperFigure Build() => new(
        "figure3", "Figure 3: residual block and inverted residual",
        [
            "Both are the same block: on the left with expansion t = 1/6, on the right with t = 6 (§3.4). The shortcut joins the wide tensors on the left and the narrow ones on the right. Hatched tensors are linear; widths show channels.",
        ],
        [
            Figure2.Draw(
                "Figure 3: residual block and inverted residual",
                [Stack("(a) residual block", 1.0 / 6, Wide), Stack("(b) inverted residual block", 6, Wide / 6)], Wide),
        ]);

    /// <summary>The second block of a row, which has a shortcut.</summary>
    static TensorStack Stack(string title, double t, int channels) => new(
        title, BottleneckBlock.Find(MobileNetV2.Build(new() { Stages = [new Stage(t, channels, 2, 1)] })).Single(block => block.Add is not null).Nodes);
}
