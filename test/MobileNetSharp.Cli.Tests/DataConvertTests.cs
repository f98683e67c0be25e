namespace MobileNetSharp.Cli.Tests;

public sealed class DataConvertTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public DataConvertTests()
    {
        Directory.CreateDirectory(mobilenet.File("photos/train"));
        SmallModel.SaveImage(mobilenet.File("photos/train/a.png"), 1);
        File.WriteAllText(mobilenet.File("photos/train/a.txt"), "0 0.5 0.5 0.5 0.5\n0 0.5 0.5 1.2 0.5\n0 0.5 0.5 0 0\n");
        File.WriteAllText(mobilenet.File("photos/classes.txt"), "ant\n");
    }

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void Boxes_are_converted_and_what_was_wrong_or_is_lost_is_told()
    {
        var text = mobilenet.Run("data", "convert", "photos", "voc", "--to", "voc", "--copy-images");
        Assert.Equal((0, "voc: 1 image, 2 objects, yolo to voc\n  lost: boxes were rounded to whole pixels (1)\n"), (text.ExitCode, text.Output));
        Assert.Equal(["mobilenet: boxes with faults: 2; left out: 1, the others repaired."], text.ErrorLines);
        Assert.Contains("<name>ant</name>", File.ReadAllText(mobilenet.File("voc/Annotations/a.xml")));
        var json = mobilenet.Run("data", "convert", "voc", "coco", "--to", "coco", "--json", "--quiet");
        Assert.Equal((0, ""), (json.ExitCode, json.Error));
        Assert.Equal(("voc", "coco", 1, 2), (json.Json.GetProperty("from").GetString(), json.Json.GetProperty("to").GetString(), json.Json.GetProperty("images").GetInt32(), json.Json.GetProperty("objects").GetInt32()));
        Assert.Equal("ant", json.Json.GetProperty("classes")[0].GetString());
        Assert.True(File.Exists(mobilenet.File("coco/annotations/instances_train.json")));
    }

    [Fact]
    public void Of_several_formats_one_is_to_be_chosen_and_the_line_says_how()
    {
        File.WriteAllText(mobilenet.File("photos/labels.csv"), "filename,class,xmin,ymin,xmax,ymax\na.png,bee,1,1,9,9\n");
        var result = mobilenet.Run("data", "convert", "photos", "out", "--to", "coco");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("annotations in several formats: YOLO (train/a.txt), CSV (labels.csv)", Assert.Single(result.ErrorLines));
        Assert.EndsWith("Choose one with --format yolo or csv.", result.ErrorLines[0]);
        Assert.Equal("bee", mobilenet.Run("data", "convert", "photos", "out", "--to", "coco", "--format", "csv", "--json").Json.GetProperty("classes")[0].GetString());
    }

    [Theory]
    [InlineData(1, "no such file or folder", "data", "convert", "none", "out", "--to", "coco")]
    [InlineData(1, "already exists and is not empty", "data", "convert", "photos", "photos", "--to", "coco")]
    [InlineData(2, "--to must be coco or voc or yolo or csv or tfrecord, not 'cvat'.", "data", "convert", "photos", "out", "--to", "cvat")]
    [InlineData(2, "--to", "data", "convert", "photos", "out")]
    public void What_cannot_be_done_is_one_line(int exitCode, string message, params string[] args)
    {
        var result = mobilenet.Run(args);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.ErrorLines[0]);
    }
}
