using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Fuzz;

/// <summary>The images whose detections are read.</summary>
sealed class SeedBoxes() : DetectionDataset(["cat", "dog"])
{
    public override int Count => 3;

    public override string NameOf(int index) => $"{index}.png";

    public override AnnotatedBoxes TargetOf(int index) => AnnotatedBoxes.None;

    public override RgbImage Load(int index) => new(8, 8);
}
