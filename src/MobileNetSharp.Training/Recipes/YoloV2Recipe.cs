using static System.FormattableString;

namespace MobileNetSharp.Training.Recipes;

/// <summary>The anchors and the loss of YOLOv2. The defaults are those of Darknet's cfg/yolov2.cfg.</summary>
/// <param name="Anchors">How many anchors a new head has at each place; they are found among the boxes of the data set.</param>
/// <param name="ObjectWeight">The weight of the objectness of the anchor that is responsible for an object.</param>
/// <param name="NoObjectWeight">The weight of the objectness of all others.</param>
/// <param name="ClassWeight">The weight of the classes.</param>
/// <param name="IgnoreIou">An anchor whose predicted box overlaps an object by more than this is not taught that there is none.</param>
/// <param name="Rescore">Whether objectness is taught how much the predicted box overlaps the object; otherwise 1.</param>
public sealed record YoloV2Recipe(
    int Anchors = 5,
    double ObjectWeight = 5,
    double NoObjectWeight = 1,
    double ClassWeight = 1,
    double IgnoreIou = 0.6,
    bool Rescore = true)
{
    /// <summary>What is wrong with it, in one line that begins with the field; null if nothing.</summary>
    internal string? Fault() =>
        Anchors is not (>= 1 and <= 100) ? Invariant($"yoloV2.anchors: must be from 1 to 100, is {Anchors}")
        : !(ObjectWeight >= 0 && ObjectWeight < 1e6) ? Invariant($"yoloV2.objectWeight: must be at least 0, is {ObjectWeight}")
        : !(NoObjectWeight >= 0 && NoObjectWeight < 1e6) ? Invariant($"yoloV2.noObjectWeight: must be at least 0, is {NoObjectWeight}")
        : !(ClassWeight >= 0 && ClassWeight < 1e6) ? Invariant($"yoloV2.classWeight: must be at least 0, is {ClassWeight}")
        : !(IgnoreIou >= 0 && IgnoreIou <= 1) ? Invariant($"yoloV2.ignoreIou: must be from 0 to 1, is {IgnoreIou}")
        : null;
}
