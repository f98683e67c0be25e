namespace MobileNetSharp.Datasets;

/// <summary>A class: its index in the model's output, and how many images it has, whole and broken, in all and by split (those of no split count as training images).</summary>
public sealed record DataCheckClass(int Index, string Name, int Images, int Train, int Validation, int Test);
