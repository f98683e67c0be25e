using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Torch.Detectors;

/// <summary>State dicts of detectors, known by the names of their predictors.</summary>
static class TorchDetectors
{
    const string Read = "torchvision's ssd300_vgg16, ssd.pytorch's SSD300, and pytorch-ssd's mb1-ssd, mb1-ssd-lite and mb2-ssd-lite";

    /// <summary>Parts of names in detectors that are not read, and what they are.</summary>
    static readonly (string Part, string Network)[] Others =
    [
        ("head.classification_head.module_list.0.0.0.", "torchvision's SSDLite, whose backbone is MobileNetV3"),
        ("roi_heads.", "torchvision's Faster R-CNN or one like it"),
        ("rpn.", "a detector with region proposals"),
        ("bbox_head.", "a detector of mmdetection"),
        ("head.classification_head.", "torchvision's RetinaNet or one like it"),
        ("box_predictor", "a detector"),
    ];

    /// <summary>The detector, null where the names are not those of one. Throws <see cref="ModelFormatException"/> for a detector that is not read.</summary>
    public static Model? Find(IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        var byName = tensors.ToDictionary(StringComparer.Ordinal);
        try
        {
            return byName.Keys.Any(name => name.StartsWith(PytorchSsd.Boxes, StringComparison.Ordinal)) ? PytorchSsdState.Read(byName)
                : SsdVgg16State.Find(byName) ?? (Other(byName.Keys) is { } network ? throw Unread(network) : null);
        }
        catch (GraphException e)
        {
            throw new ModelFormatException($"The tensors do not fit together: {e.Message}.", e);
        }
    }

    /// <summary>A detector that is not read.</summary>
    public static ModelFormatException Unread(string network) =>
        new($"The tensors are those of {network}, which is not read from a state dict; those that are: {Read}. An ONNX export of it may be read.");

    static string? Other(IEnumerable<string> names) =>
        Others.FirstOrDefault(other => names.Any(name => name.Contains(other.Part, StringComparison.Ordinal))).Network;
}
