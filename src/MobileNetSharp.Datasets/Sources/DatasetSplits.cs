using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets;

/// <summary>The images to learn from, those to choose by, and those that are seen once at the end, if any.</summary>
public sealed record DatasetSplits(ImageDataset Train, ImageDataset Validation, ImageDataset? Test = null)
{
    /// <summary>The data set's own splits; where it has no validation images, a stratified part of the others, drawn by the seed.</summary>
    /// <param name="dataset">At least two classes, each with an image to learn from.</param>
    /// <param name="validationFraction">The part of each class that is drawn, rounded; at least one image, but never the only one.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="DatasetException">Nothing can be learned from it: a single class, or one without images; the message names it.</exception>
    public static DatasetSplits Of(ImageDataset dataset, double validationFraction = 0.2, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!(validationFraction > 0 && validationFraction < 1))
            throw new ArgumentOutOfRangeException(nameof(validationFraction), validationFraction, "The fraction must be above 0 and below 1.");
        var bySplit = Enumerable.Range(0, dataset.Count).ToLookup(index => dataset.SplitOf(index) ?? Split.Train);
        var (train, validation) = (bySplit[Split.Train].ToArray(), bySplit[Split.Validation].ToArray());
        CheckTrainable(dataset, train);
        if (validation.Length == 0)
            (train, validation) = Stratified(dataset, train, count => Math.Clamp((int)Math.Round(count * validationFraction), 1, count), seed);
        if (validation.Length == 0)
            throw new DatasetException("every class has a single image, so that none is left for validation; add images.");
        var test = bySplit[Split.Test].ToArray();
        return new(dataset.Subset(train), dataset.Subset(validation), test.Length > 0 ? dataset.Subset(test) : null);
    }

    /// <summary>Cross-validation: so many splits, stratified, in which each image is validated with once; what the data set says of splits does not count.</summary>
    /// <exception cref="DatasetException">Nothing can be learned from it.</exception>
    public static IReadOnlyList<DatasetSplits> Folds(ImageDataset dataset, int folds, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        int[] all = [.. Enumerable.Range(0, dataset.Count)];
        CheckTrainable(dataset, all);
        var foldOf = new int[dataset.Count];
        var next = 0;
        foreach (var members in ByClass(dataset, all, seed))
        {
            foreach (var index in members)
                foldOf[index] = next++ % folds;
        }

        return [.. Enumerable.Range(0, folds).Select(fold => new DatasetSplits(
            dataset.Subset([.. all.Where(index => foldOf[index] != fold)]), dataset.Subset([.. all.Where(index => foldOf[index] == fold)])))];
    }

    /// <summary>The split written down, so that a run can be continued or repeated on the same images.</summary>
    public string ToJson() => SplitRecord.Of(this).ToJson();

    /// <summary>The split that <see cref="ToJson"/> wrote, of the same data set, which may have got more images since.</summary>
    /// <exception cref="DatasetException">The text is not such a split, an image of it is gone or has another class, or there is a new class.</exception>
    public static DatasetSplits FromJson(string json, ImageDataset dataset) => SplitRecord.Parse(json).Restore(dataset);

    static void CheckTrainable(ImageDataset dataset, int[] train)
    {
        var names = dataset.ClassNames;
        if (names.Count < 2)
            throw new DatasetException($"there is a single class, '{names[0]}'; a classifier needs at least two: add a folder of what is not '{names[0]}'.");
        var counts = dataset.Subset(train).CountByClass();
        var empty = names.Where((_, label) => counts[label] == 0).ToArray();
        if (empty.Length > 0)
            throw new DatasetException($"class '{string.Join("', '", empty)}' has no image to learn from; add some, or remove the class.");
    }

    static (int[] Left, int[] Drawn) Stratified(ImageDataset dataset, int[] indices, Func<int, int> drawnOf, ulong seed)
    {
        var drawn = new HashSet<int>();
        foreach (var members in ByClass(dataset, indices, seed))
            drawn.UnionWith(members.Take(Math.Min(drawnOf(members.Length), members.Length - 1)));
        return ([.. indices.Where(index => !drawn.Contains(index))], [.. indices.Where(drawn.Contains)]);
    }

    /// <summary>The images of each class, in an order drawn by the seed.</summary>
    static IEnumerable<int[]> ByClass(ImageDataset dataset, int[] indices, ulong seed)
    {
        foreach (var members in indices.GroupBy(dataset.LabelOf).OrderBy(group => group.Key))
        {
            var order = members.ToArray();
            new RandomStream(seed, "split", members.Key).Shuffle(order.AsSpan());
            yield return order;
        }
    }
}
