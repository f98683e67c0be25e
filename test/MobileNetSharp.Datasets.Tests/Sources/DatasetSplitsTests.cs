using CsCheck;
using MobileNetSharp.Datasets.Classification;

namespace MobileNetSharp.Datasets.Tests;

public class DatasetSplitsTests
{
    [Fact]
    public void The_drawn_validation_part_is_stratified_disjoint_and_a_function_of_the_seed()
        => Gen.Select(Gen.Int[2, 60].Array[2, 6], Gen.Double[0.05, 0.6], Gen.ULong).Sample((counts, fraction, seed) =>
        {
            var dataset = NamedImages.Of(counts);
            var splits = DatasetSplits.Create(dataset, fraction, seed);
            Assert.Equal(Names(dataset).Order(), Names(splits.Train).Concat(Names(splits.Validation)).Order());
            for (var label = 0; label < counts.Length; label++)
                Assert.Equal(Math.Clamp((int)Math.Round(counts[label] * fraction), 1, counts[label] - 1), splits.Validation.CountByStratum()[label]);
            Assert.Equal(Names(splits.Validation), Names(DatasetSplits.Create(dataset, fraction, seed).Validation));
        }, iter: 200);

    [Fact]
    public void Another_seed_draws_others()
        => Assert.NotEqual(Names(DatasetSplits.Create(NamedImages.Of(50, 50), seed: 1).Validation), Names(DatasetSplits.Create(NamedImages.Of(50, 50), seed: 2).Validation));

    [Fact]
    public void A_folders_own_validation_images_are_kept_and_its_test_images_are_never_drawn()
    {
        using var files = new ImageFiles();
        foreach (var name in new[] { "train/a", "train/b", "test/a", "test/b" })
            files.AddClass(name, 5, name.GetHashCode(StringComparison.Ordinal));
        var drawn = DatasetSplits.Create(new ImageFolder(files.Root));
        Assert.Equal((8, 2, 10), (drawn.Train.Count, drawn.Validation.Count, drawn.Test!.Count));
        files.Add("val/a/7.png", 7);
        var own = DatasetSplits.Create(new ImageFolder(files.Root));
        Assert.Equal((10, 1, 10), (own.Train.Count, own.Validation.Count, own.Test!.Count));
    }

    [Fact]
    public void A_recorded_split_is_restored_even_when_images_were_added()
    {
        var labels = Enumerable.Range(0, 40).Select(i => i % 2).ToArray();
        var splits = DatasetSplits.Create(new NamedImages(["a", "b"], labels), seed: 5);
        var json = splits.ToJson();
        var restored = DatasetSplits.FromJson(json, new NamedImages(["a", "b"], [.. labels, 0, 1]));
        Assert.Equal(Names(splits.Train), Names(restored.Train));
        Assert.Equal(Names(splits.Validation), Names(restored.Validation));
        var gone = Assert.Throws<DatasetException>(() => DatasetSplits.FromJson(json, new NamedImages(["a", "b"], labels[..30])));
        Assert.Contains("is in the recorded split, but no longer in the data set", gone.Message);
        var added = Assert.Throws<DatasetException>(() => DatasetSplits.FromJson(json, new NamedImages(["a", "b", "c"], [.. labels, 2])));
        Assert.Contains("'c' is not in the recorded split", added.Message);
        foreach (var damaged in new[] { "{", "{ \"train\": ng\",\n\"}" })
        {
            var refusal = Assert.Throws<DatasetException>(() => DatasetSplits.FromJson(damaged, splits.Train));
            Assert.Contains("cannot be read", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refusal.Message);
        }
    }

    [Theory]
    [InlineData("""{ "train": { "a": [null] }, "validation": {} }""", "under 'train', 'a' has null")]
    [InlineData("""{ "train": { "a": null }, "validation": {} }""", "'a'")]
    [InlineData("""{ "train": {}, "validation": { "b": ["b/0", null] } }""", "under 'validation', 'b' has null")]
    [InlineData("""{ "train": {}, "validation": {}, "test": { "c": [null] } }""", "under 'test', 'c' has null")]
    [InlineData("""{ "train": null, "validation": {} }""", "train")]
    [InlineData("""{ "train": { "a": [] }, "train": {}, "validation": {} }""", "train")]
    [InlineData("""{ "train": { "a": [], "a": [] }, "validation": {} }""", "$.train")]
    [InlineData("""{ "train": { "\ud800": [] }, "validation": {} }""", "$.train")]
    [InlineData("""{ "train": { "a": ["\ud800"] }, "validation": {} }""", "$.train.a[0]")]
    [InlineData("""{ "train": { "a": [1] }, "validation": {} }""", "$.train.a[0]")]
    [InlineData("""{ "train": { "a": ["\u0000"] }, "validation": {} }""", "under 'train', 'a' has an image whose name has a null character")]
    [InlineData("null", "it is null")]
    public void A_damaged_split_is_told_with_where_it_is_wrong(string json, string where)
    {
        var e = Assert.Throws<DatasetException>(() => DatasetSplits.FromJson(json, NamedImages.Of(2, 2)));
        Assert.Contains("the split cannot be read", e.Message, StringComparison.Ordinal);
        Assert.Contains(where, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Throws<DatasetException>(() => DatasetSplits.TrainingImages(json, "/images", NamedImages.Of(2, 2)));
    }

    [Fact]
    public void Cross_validation_validates_with_each_image_once_and_keeps_the_classes_balanced()
    {
        var folds = DatasetSplits.Folds(NamedImages.Of(23, 30), 5);
        Assert.Equal(53, folds.SelectMany(fold => Names(fold.Validation)).Distinct().Count());
        Assert.All(folds, fold =>
        {
            Assert.Empty(Names(fold.Train).Intersect(Names(fold.Validation)));
            Assert.Equal(53, fold.Train.Count + fold.Validation.Count);
            Assert.InRange(fold.Validation.CountByStratum()[0], 4, 5);
            Assert.Equal(6, fold.Validation.CountByStratum()[1]);
        });
    }

    [Fact]
    public void A_single_class_an_empty_class_and_single_images_are_refused_by_name()
    {
        Assert.Contains("a single class, 'class 0'", Refusal(NamedImages.Of(9)));
        Assert.Contains("class 'class 1' has no image", Refusal(NamedImages.Of(9, 0, 3)));
        Assert.Contains("every class has a single image", Refusal(NamedImages.Of(1, 1)));
    }

    static string Refusal(Dataset<int> dataset) => Assert.Throws<DatasetException>(() => DatasetSplits.Create(dataset)).Message;

    static string[] Names(Dataset<int> dataset) => [.. Enumerable.Range(0, dataset.Count).Select(dataset.NameOf)];
}
