using MobileNetSharp.Datasets.Tests.Annotations;

namespace MobileNetSharp.Datasets.Tests.Detection;

public sealed class DetectionFilesTests : IDisposable
{
    readonly AnnotatedFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_of_images_and_boxes_is_a_data_set_to_learn_from()
    {
        for (var i = 0; i < 10; i++)
            folder.Image($"images/{i}.png").Text($"labels/{i}.txt", i < 3 ? "" : i < 5 ? "0 .5 .5 .5 .5\n1 .2 .2 .1 .1\n" : "1 .5 .5 .2 .4\n");
        folder.Text("classes.txt", "rare\nusual\n");
        var dataset = folder.Open();
        Assert.Equal(["rare", "usual"], dataset.ClassNames);
        Assert.Equal(10, dataset.Count);
        Assert.Equal([2, 7], dataset.CountByClass());
        Assert.Equal([2, 5, 3], dataset.CountByStratum());
        Assert.Equal("images/7.png", dataset.NameOf(7));
        Assert.Equal(Path.GetFullPath(folder.File("images/7.png")), Path.GetFullPath(dataset.PathOf(7)!));
        Assert.Equal((200, 100), (dataset.Load(7).Width, dataset.Load(7).Height));
        var (_, width, height) = dataset.LoadReduced(7, (_, _) => 0.25);
        Assert.Equal((200, 100), (width, height));
        dataset.TargetOf(7).Boxes[0].Box.IsAt(80, 30, 120, 70);
        var splits = DatasetSplits.Create(dataset, 0.3);
        Assert.Equal((6, 4), (splits.Train.Count, splits.Validation.Count));
        Assert.Equal(splits.ToJson(), DatasetSplits.FromJson(splits.ToJson(), dataset).ToJson());
    }

    [Fact]
    public void Images_without_any_box_are_nothing_to_learn_from()
    {
        folder.Image("images/a.png").Image("images/b.png").Text("data.yaml", "train: images\nnames: [x]");
        Assert.Contains("no image has an object marked", Assert.Throws<DatasetException>(() => DatasetSplits.Create(folder.Open())).Message);
    }

    [Fact]
    public void Splits_are_those_of_the_folders()
    {
        folder.Image("train/a.png").Text("train/a.txt", "0 .5 .5 .5 .5").Image("val/b.png").Text("val/b.txt", "0 .5 .5 .5 .5").Image("test/c.png").Text("names.txt", "x");
        var splits = DatasetSplits.Create(folder.Open());
        Assert.Equal(["train/a.png", "val/b.png", "test/c.png"], [splits.Train.NameOf(0), splits.Validation.NameOf(0), splits.Test!.NameOf(0)]);
    }

    /// <summary>An image counts for its rarest class; with more images of it, another may be rarer.</summary>
    [Fact]
    public void A_recorded_split_that_images_added_since_make_another_is_refused_with_the_reason_and_what_to_do()
    {
        folder.Text("classes.txt", "cat\ndog\n");
        for (var i = 0; i < 6; i++)
            folder.Image($"{i}.png").Text($"{i}.txt", i < 2 ? "0 .5 .5 .5 .5\n1 .2 .2 .2 .2\n" : "1 .5 .5 .5 .5\n");
        var recorded = DatasetSplits.Create(folder.Open()).ToJson();
        folder.Image("more.png").Text("more.txt", "1 .5 .5 .5 .5\n");
        Assert.Equal(6, DatasetSplits.FromJson(recorded, folder.Open()).Train.Count + DatasetSplits.FromJson(recorded, folder.Open()).Validation.Count);
        folder.Text("more.txt", string.Concat(Enumerable.Repeat("0 .5 .5 .5 .5\n", 9)));
        var message = Assert.Throws<DatasetException>(() => DatasetSplits.FromJson(recorded, folder.Open())).Message;
        Assert.Contains("is recorded as 'cat', but is now 'dog', because its annotation was changed, or images were added or taken away since; undo that, or begin a new run.", message);
    }

    [Fact]
    public void Class_numbers_that_are_shifted_are_refused_with_the_direction()
    {
        for (var i = 0; i < 6; i++)
            folder.Image($"{i}.png").Text($"{i}.txt", $"{1 + (i % 2)} .5 .5 .5 .5\n");
        folder.Text("classes.txt", "cat\ndog\n");
        var refusal = Assert.Throws<DatasetException>(() => DatasetSplits.Create(folder.Open()));
        Assert.Equal("shiftedClasses", refusal.Finding);
        Assert.Contains("subtract 1 from the class of every box", refusal.Message);
        folder.Text("classes.txt", "none\ncat\ndog\n");
        Assert.Null(folder.Open().Misleading);
        Assert.Equal(4, DatasetSplits.Create(folder.Open()).Train.Count);
    }

    /// <summary>An evaluation keeps boxes that training drops, so that an image may be of another stratum.</summary>
    [Fact]
    public void The_images_that_a_split_validates_on_are_found_by_their_names_alone()
    {
        folder.Text("classes.txt", "cat\ndog\n");
        for (var i = 0; i < 8; i++)
            folder.Image($"{i}.png").Text($"{i}.txt", $"1 .5 .5 .5 .5\n0 .5 .5 0 {(i % 2 == 0 ? ".1" : "0")}\n");
        var splits = DatasetSplits.Create(folder.Open());
        var stated = folder.Open(new() { KeepsStatedBoxes = true });
        var images = DatasetSplits.ValidationImages(splits.ToJson(), stated);
        Assert.Equal(Enumerable.Range(0, splits.Validation.Count).Select(splits.Validation.NameOf).Order(), images.Select(stated.NameOf).Order());
        File.Delete(folder.File(splits.Validation.NameOf(0)));
        Assert.Contains($"{splits.Validation.NameOf(0)}: is in the recorded split, but no longer", Assert.Throws<DatasetException>(() => DatasetSplits.ValidationImages(splits.ToJson(), folder.Open())).Message);
    }
}
