using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets;

/// <summary>Some images of another data set, in a given order.</summary>
sealed class DatasetSubset : ImageDataset
{
    readonly ImageDataset whole;
    readonly int[] indices;

    public DatasetSubset(ImageDataset whole, IReadOnlyList<int> indices) : base(whole.ClassNames)
    {
        foreach (var index in indices)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)whole.Count, nameof(indices));
        (this.whole, this.indices) = (whole, [.. indices]);
    }

    public override int Count => indices.Length;

    public override int LabelOf(int index) => whole.LabelOf(indices[index]);

    public override string NameOf(int index) => whole.NameOf(indices[index]);

    public override RgbImage Load(int index) => whole.Load(indices[index]);

    public override Split? SplitOf(int index) => whole.SplitOf(indices[index]);
}
