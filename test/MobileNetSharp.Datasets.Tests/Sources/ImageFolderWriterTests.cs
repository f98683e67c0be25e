using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Datasets.Tests;

public class ImageFolderWriterTests
{
    [Fact]
    public void What_is_written_is_read_again_with_its_splits_and_pixels()
    {
        using var folder = new TempFolder();
        var splits = ShapesDataset.Splits(20, 10, size: 32);
        ImageFolderWriter.Write(splits, folder.File("new folder"), cancellationToken: TestContext.Current.CancellationToken);
        var read = DatasetSplits.Create(new ImageFolder(folder.File("new folder")));
        Assert.Equal((20, 10), (read.Train.Count, read.Validation.Count));
        Assert.Equal(splits.Train.Strata, read.Train.Strata);
        var index = Enumerable.Range(0, 20).Single(i => read.Train.NameOf(i) == $"train/{splits.Train.NameOf(13)}");
        Assert.Equal(splits.Train.Load(13).Pixels, read.Train.Load(index).Pixels);
    }

    [Fact]
    public void A_folder_with_something_in_it_is_refused_and_left_alone()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("mine.txt"), "mine");
        var e = Assert.Throws<DatasetException>(() => ImageFolderWriter.Write(ShapesDataset.Splits(10, 10), folder.Path, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("is there already and not empty", e.Message);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }
}
