using MobileNetSharp.Datasets.Classification;

namespace MobileNetSharp.Datasets.Tests;

public sealed class ManifestTests : IDisposable
{
    readonly ImageFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Rows_of_path_and_label_are_images_relative_to_the_file()
    {
        files.Add("some photos/1.png", 1);
        var dataset = Open("some photos/1.png,bee\n\n\"with, comma.png\",\"say \"\"ant\"\"\"\n");
        Assert.Equal(["bee", "say \"ant\""], dataset.ClassNames);
        Assert.Equal(["some photos/1.png", "with, comma.png"], [dataset.NameOf(0), dataset.NameOf(1)]);
        Assert.Equal(96, dataset.Load(0).Width);
        Assert.Contains("with, comma.png", Assert.Throws<FileNotFoundException>(() => dataset.Load(1)).Message);
    }

    [Fact]
    public void A_header_names_the_columns_and_a_split_column_decides_the_split()
    {
        var dataset = Open("path,split,label\n1.png,train,a\n2.png,val,b\n3.png,,a\n");
        Assert.Equal(["a", "b"], dataset.ClassNames);
        Assert.Equal([Split.Train, Split.Validation, null], Enumerable.Range(0, 3).Select(dataset.SplitOf));
    }

    [Fact]
    public void A_list_from_Windows_with_the_mark_of_UTF_8_and_its_columns_in_another_order_is_read()
    {
        files.Add("schöne Bilder/1.png", 1);
        var dataset = Open("\uFEFFlabel,path\r\nbee,schöne Bilder\\1.png\r\n");
        Assert.Equal(("bee", "schöne Bilder/1.png"), (dataset.ClassNames[0], dataset.NameOf(0)));
        Assert.Equal(96, dataset.Load(0).Width);
    }

    [Theory]
    [InlineData("filename,class\r\nb/1.png,ant\r\nb/2.png,bee, too\r\n", "bee")]
    [InlineData("Image_Path;Category;Subset\nb\\1.png;ant;train\nb\\2.png;bee, too;val\n", "bee, too")]
    [InlineData("\uFEFF\"file\"\t\"class name\"\n\"b/1.png\"\tant\nb/2.png\tbee, too\n", "bee, too")]
    [InlineData("sep=;\nclass;image\nant;b/1.png\n\"bee, too\";b/2.png\n", "bee, too")]
    [InlineData("b/1.png;ant\nb/2.png;bee, too\n", "bee, too")]
    [InlineData("1.png\tant\n2.png\tbee, too\n", "bee, too")]
    [InlineData("without extension;ant\n2.png;bee, too\n", "bee, too")]
    public void Usual_names_of_columns_and_separators_are_understood(string text, string second)
    {
        files.AddBytes("without extension", [1]);
        var dataset = Open(text);
        Assert.Equal(["ant", second], dataset.ClassNames);
        Assert.Equal([0, 1], [dataset.LabelOf(0), dataset.LabelOf(1)]);
        Assert.Equal(text.Contains("b/", StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal) ? "b/2.png" : "2.png", dataset.NameOf(1));
        Assert.Equal(text.Contains("Subset", StringComparison.Ordinal) ? Split.Validation : null, dataset.SplitOf(1));
    }

    [Fact]
    public void A_list_in_UTF_16_as_spreadsheets_write_it_is_read()
    {
        File.WriteAllText(files.File("list.tsv"), "path\tlabel\n1.png\tBär\n", System.Text.Encoding.Unicode);
        Assert.Equal(["Bär"], ClassificationDataset.Open(files.File("list.tsv")).ClassNames);
    }

    [Theory]
    [InlineData("1.png,a\n2.png\n", "line 2: '2.png' has no path or no label")]
    [InlineData("1.png,a\n1.png,b\n", "line 2: '1.png' is in line 1 already")]
    [InlineData("1.png,a,practice\n", "line 1: 'practice' is not a split; expected train, val or test")]
    [InlineData("\"1.png,a\n", "line 1: a quote is not closed")]
    [InlineData("\"1\".png,a\n", "line 1: expected ',' after the quoted '1'")]
    [InlineData("path,breed\n1.png,a\n", "line 1: 'path,breed' names neither columns that are known nor an image and its class; expected the columns path,label or path,label,split, separated by commas, semicolons or tabs")]
    [InlineData("cat\ndog\n", "line 1: 'cat' names neither columns")]
    [InlineData("1.png;a\n2.png,b\n", "line 2: '2.png,b' has no path or no label; expected the columns path,label")]
    [InlineData("a\\1.png,a\na/1.png,b\n", "line 2: 'a/1.png' is in line 1 already")]
    [InlineData("", "holds no row")]
    public void A_row_that_does_not_hold_is_refused_with_its_line(string text, string message)
        => Assert.Contains(message, Assert.Throws<DatasetException>(() => Open(text)).Message);

    ClassificationDataset Open(string text)
    {
        File.WriteAllText(files.File("my images.CSV"), text);
        return ClassificationDataset.Open(files.File("my images.CSV"));
    }
}
