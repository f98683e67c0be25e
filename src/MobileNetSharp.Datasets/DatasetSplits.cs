using MobileNetSharp.Datasets.Sources;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets;

/// <summary>The images to learn from, those to choose by, and those that are seen once at the end, if any.</summary>
public sealed record DatasetSplits<TTarget>(Dataset<TTarget> Train, Dataset<TTarget> Validation, Dataset<TTarget>? Test = null)
{
    /// <summary>The split written down, so that a run can be continued or repeated on the same images.</summary>
    public string ToJson() => SplitRecord.FromSplits(this).ToJson();
}

/// <summary>Divides data sets into images for training, validation and test.</summary>
public static class DatasetSplits
{
    /// <summary>The data set's own splits; where it has no validation images, a part of the others, drawn by the seed from every stratum.</summary>
    /// <param name="dataset">The images; <see cref="Dataset{TTarget}.CheckTrainable"/> says what is needed.</param>
    /// <param name="validationFraction">The part of each stratum that is drawn, rounded; at least one image, but never the only one.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="DatasetException">Nothing can be learned from it, or no image is left to validate with.</exception>
    public static DatasetSplits<TTarget> Create<TTarget>(Dataset<TTarget> dataset, double validationFraction = 0.2, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!(validationFraction > 0 && validationFraction < 1))
            throw new ArgumentOutOfRangeException(nameof(validationFraction), validationFraction, "The fraction must be above 0 and below 1.");
        var bySplit = Enumerable.Range(0, dataset.Count).ToLookup(index => dataset.SplitOf(index) ?? Split.Train);
        var (train, validation) = (bySplit[Split.Train].ToArray(), bySplit[Split.Validation].ToArray());
        dataset.CheckTrainable(train);
        if (validation.Length == 0)
            (train, validation) = Stratified(dataset, train, count => Math.Clamp((int)Math.Round(count * validationFraction), 1, count), seed);
        if (validation.Length == 0)
            throw new DatasetException(dataset.Strata.Count > 1
                ? "every class has a single image, so that none is left for validation; add images."
                : "there is a single image, so that none is left for validation; add images.");
        var test = bySplit[Split.Test].ToArray();
        return new DatasetSplits<TTarget>(dataset.Subset(train), dataset.Subset(validation), test.Length > 0 ? dataset.Subset(test) : null);
    }

    /// <summary>Cross-validation: so many splits, stratified, in which each image is validated with once; what the data set says of splits does not count.</summary>
    /// <exception cref="DatasetException">Nothing can be learned from it.</exception>
    public static IReadOnlyList<DatasetSplits<TTarget>> Folds<TTarget>(Dataset<TTarget> dataset, int folds, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        int[] all = [.. Enumerable.Range(0, dataset.Count)];
        dataset.CheckTrainable(all);
        var foldOf = new int[dataset.Count];
        var next = 0;
        foreach (var members in ByStratum(dataset, all, seed))
        {
            foreach (var index in members)
                foldOf[index] = next++ % folds;
        }

        return [.. Enumerable.Range(0, folds).Select(fold => new DatasetSplits<TTarget>(
            dataset.Subset([.. all.Where(index => foldOf[index] != fold)]), dataset.Subset([.. all.Where(index => foldOf[index] == fold)])))];
    }

    /// <summary>The split that <see cref="DatasetSplits{TTarget}.ToJson"/> wrote, of the same data set, which may have got more images since.</summary>
    /// <exception cref="DatasetException">The text is not such a split, an image of it is gone or in another stratum, or there is a new stratum.</exception>
    public static DatasetSplits<TTarget> FromJson<TTarget>(string json, Dataset<TTarget> dataset) => SplitRecord.Parse(json).Restore(dataset);

    /// <summary>Which images of a data set a recorded split validates on, by their names alone: what they show may have been read otherwise, or corrected since.</summary>
    /// <param name="json">What <see cref="DatasetSplits{TTarget}.ToJson"/> wrote.</param>
    /// <param name="dataset">The data set that was split.</param>
    /// <exception cref="DatasetException">The text is not such a split, or an image of it is gone.</exception>
    public static int[] ValidationImages<TTarget>(string json, Dataset<TTarget> dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var names = SplitRecord.Parse(json).Validation.Values.SelectMany(names => names).ToHashSet(StringComparer.Ordinal);
        int[] images = [.. Enumerable.Range(0, dataset.Count).Where(index => names.Remove(dataset.NameOf(index)))];
        return names.Count == 0 ? images : throw new DatasetException($"{names.Min(StringComparer.Ordinal)}: is in the recorded split, but no longer in the data set; bring it back.");
    }

    /// <summary>Which images of a data set are files that a recorded split trains on: what a network remembers says little about what it recognizes.</summary>
    /// <param name="json">What <see cref="DatasetSplits{TTarget}.ToJson"/> wrote.</param>
    /// <param name="source">The folder or list of the data set that was split.</param>
    /// <param name="dataset">The images to look for; another data set may hold some of the files too.</param>
    /// <exception cref="DatasetException">The text is not such a split.</exception>
    public static int[] TrainingImages<TTarget>(string json, string source, Dataset<TTarget> dataset)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(dataset);
        var folder = Path.GetFullPath(Directory.Exists(source) ? source : Path.GetDirectoryName(Path.GetFullPath(source))!);
        var files = SplitRecord.Parse(json).Train.Values.SelectMany(names => names).Select(name => Path.GetFullPath(name, folder)).ToHashSet(StringComparer.Ordinal);
        return [.. Enumerable.Range(0, dataset.Count).Where(index => dataset.PathOf(index) is { } path && files.Contains(Path.GetFullPath(path)))];
    }

    static (int[] Left, int[] Drawn) Stratified<TTarget>(Dataset<TTarget> dataset, int[] indices, Func<int, int> drawnOf, ulong seed)
    {
        var drawn = new HashSet<int>();
        foreach (var members in ByStratum(dataset, indices, seed))
            drawn.UnionWith(members.Take(Math.Min(drawnOf(members.Length), members.Length - 1)));
        return ([.. indices.Where(index => !drawn.Contains(index))], [.. indices.Where(drawn.Contains)]);
    }

    /// <summary>The images of each stratum, in an order drawn by the seed.</summary>
    static IEnumerable<int[]> ByStratum<TTarget>(Dataset<TTarget> dataset, int[] indices, ulong seed)
    {
        foreach (var members in indices.GroupBy(dataset.StratumOf).OrderBy(group => group.Key))
        {
            var order = members.ToArray();
            new RandomStream(seed, "split", members.Key).Shuffle(order.AsSpan());
            yield return order;
        }
    }
}
