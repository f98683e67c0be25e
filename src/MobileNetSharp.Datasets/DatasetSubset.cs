using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets;

/// <summary>Some images of another data set, in a given order.</summary>
sealed class DatasetSubset<TTarget>(Dataset<TTarget> whole, IReadOnlyList<int> indices) : Dataset<TTarget>
{
    readonly int[] indices = CheckedIndices(whole.Count, indices);

    public override int Count => indices.Length;

    public override IReadOnlyList<string> Strata => whole.Strata;

    public override string NameOf(int index) => whole.NameOf(indices[index]);

    public override RgbImage Load(int index) => whole.Load(indices[index]);

    public override (RgbImage Image, int Width, int Height) LoadReduced(int index, Func<int, int, double> scale) => whole.LoadReduced(indices[index], scale);

    public override TTarget TargetOf(int index) => whole.TargetOf(indices[index]);

    public override Split? SplitOf(int index) => whole.SplitOf(indices[index]);

    public override string? PathOf(int index) => whole.PathOf(indices[index]);

    public override AnnotationOptions? AnnotationOptions => whole.AnnotationOptions;

    public override int StratumOf(int index) => whole.StratumOf(indices[index]);

    public override void CheckTrainable(IReadOnlyList<int> indices) => whole.CheckTrainable([.. indices.Select(index => this.indices[index])]);

    static int[] CheckedIndices(int count, IReadOnlyList<int> indices)
    {
        foreach (var index in indices)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)count, nameof(indices));
        return [.. indices];
    }
}
