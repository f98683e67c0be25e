using MobileNetSharp.Imaging;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

/// <summary><c>data check</c> on images with boxes: every fault that data sets have, one data set for each.</summary>
public sealed class DataCheckBoxesTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(mobilenet.File(name))!);
        File.WriteAllText(mobilenet.File(name), text);
    }

    void Draw(string name, int seed, int width = 100, int height = 80)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(mobilenet.File(name))!);
        var image = new RgbImage(width, height);
        new Random(seed).NextBytes(image.WritablePixels);
        image.SavePng(mobilenet.File(name));
    }

    /// <summary>Twelve images in the form of YOLO, each with a cat.</summary>
    void DrawCats()
    {
        Write("photos/classes.txt", "cat\n");
        for (var i = 0; i < 12; i++)
        {
            Draw($"photos/{i:00}.png", i);
            Write($"photos/{i:00}.txt", "0 0.5 0.5 0.6 0.6\n");
        }
    }

    [Fact]
    public void A_sound_data_set_is_recognized_as_one_of_boxes_and_has_no_problems()
    {
        DrawCats();
        var text = mobilenet.Run("data", "check", "photos");
        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Equal("photos: 12 images, 12 objects, 1 class, yolo\n  sizes at 320x320  192 to 192 pixels, half of the objects below 192\n  smallest anchor   32 pixels; no anchor overlaps 0.0 % of the objects by half\n  INDEX  OBJECTS  IMAGES  CLASS\n      0       12      12  cat\n\nNo problems found.\n", text.Output);
        var json = mobilenet.Run("data", "check", "photos", "--json", "--input-size", "240x320").Json;
        Assert.Equal(("yolo", 12, 0, 0), (json.GetProperty("format").GetString(), json.GetProperty("objects").GetInt32(), json.GetProperty("droppedBoxes").GetInt32(), json.GetProperty("findings").GetArrayLength()));
        Assert.Equal((240, 320, 0.0), (json.GetProperty("sizes").GetProperty("inputHeight").GetInt32(), json.GetProperty("sizes").GetProperty("inputWidth").GetInt32(), json.GetProperty("sizes").GetProperty("unreachedShare").GetDouble()));
    }

    /// <summary>What is written over the sound data set, the kind and severity of the finding, and its line.</summary>
    public static TheoryData<string, string, string, string, string> Faults => new()
    {
        { "00.txt", "0 1.5 0.5 0.2 0.2\n", "outsideBox", "warning", "1 box outside the image; dropped." },
        { "00.txt", "0 0.9 0.5 0.6 0.6\n", "clippedBox", "warning", "1 box ending outside the image; clipped." },
        { "00.txt", "0 0.5 0.5 0 0.2\n", "emptyBox", "warning", "1 box with less than a square pixel; dropped." },
        { "00.txt", "0 0.5 0.5 -0.6 0.6\n", "swappedBox", "note", "1 box with exchanged corners; repaired." },
        { "00.txt", "0 0.5 0.5 1.02 0.6\n", "offByOneBox", "note", "1 box up to 1.5 pixels outside the image (off by one); clipped." },
        { "00.txt", "0 nan 0.5 0.5 0.6\n", "notANumberBox", "warning", "1 box with a number that is missing, not finite or far too large; dropped." },
        { "00.txt", "7 0.5 0.5 0.6 0.6\n", "unknownClass", "error", "1 box of a class that the data set does not name; dropped." },
        { "*.txt", "1 0.5 0.5 0.6 0.6\n", "shiftedClasses", "error", "1 class list from which the class numbers of the boxes seem shifted by one." },
        { "*.txt", "0 50 40 60 48\n", "otherUnit", "warning", "1 data set with boxes in another unit than its format has." },
        { "00.txt", "0 0.5 0.5 0.6 0.6\n0 0.5 0.5 0.6 0.6\n", "duplicateBox", "warning", "1 object marked twice." },
        { "00.txt", "0 0.5 0.5 0.6 0.6\n0 0.1 0.1 0.02 0.02\n", "tinyObject", "warning", "1 object (7.7 %) smaller than 8 pixels at 320x320." },
        { "*.txt", "0 0.5 0.5 0.05 0.05\n", "unreachedByAnchors", "warning", "12 objects (100 %) that no anchor overlaps by half at 320x320; the smallest anchor has a side of 32 pixels, the median object 16." },
        { "00.txt", "", "negativeImage", "note", "1 image without objects." },
        { "00.txt", "0 0.5\n", "unreadableAnnotation", "error", "1 annotation file cannot be read." },
        { "00.png", "not an image", "brokenImage", "error", "1 image cannot be decoded." },
        { "00.png", "COPY", "duplicate", "warning", "1 group of equal files." },
        { "classes.txt", "cat\ndog\n", "classWithoutObjects", "warning", "Without any object: 1 class." },
        { "00.txt", "1 0.5 0.5 0.6 0.6\n", "fewObjects", "warning", "With fewer than 10 objects to learn from: 1 class." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Every_fault_of_boxes_is_one_line_with_what_to_do(string file, string content, string kind, string severity, string line)
    {
        DrawCats();
        if (kind == "fewObjects")
            Write("photos/classes.txt", "cat\ndog\n");
        foreach (var name in file == "*.txt" ? Enumerable.Range(0, 12).Select(i => $"{i:00}.txt") : [file])
        {
            if (content == "COPY")
                File.Copy(mobilenet.File("photos/01.png"), mobilenet.File($"photos/{name}"), overwrite: true);
            else
                Write($"photos/{name}", content);
        }

        var result = mobilenet.Run("data", "check", "photos", "--task", "detect", "--json");
        var finding = Assert.Single(result.Json.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("kind").GetString() == kind);
        Assert.Equal((severity, line), (finding.GetProperty("severity").GetString(), finding.GetProperty("summary").GetString()));
        Assert.NotEmpty(finding.GetProperty("remedy").GetString()!);
        Assert.Equal(severity == "error" || result.Json.GetProperty("findings").EnumerateArray().Any(other => other.GetProperty("severity").GetString() == "error") ? 1 : 0, result.ExitCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_data_set_without_any_object_is_checked_too(bool hasCrowds)
    {
        Draw("photos/a.png", 1);
        Draw("photos/b.png", 2);
        if (hasCrowds)
        {
            Write("photos/all.json", Coco("{\"id\":1,\"file_name\":\"a.png\"},{\"id\":2,\"file_name\":\"b.png\"}", "{\"id\":1,\"image_id\":1,\"category_id\":1,\"bbox\":[10,10,60,60],\"iscrowd\":1}"));
        }
        else
        {
            Write("photos/data.yaml", "train: .\nnames: [cat]\n");
            Write("photos/a.txt", "");
            Write("photos/b.txt", "");
        }

        var result = mobilenet.Run("data", "check", "photos", "--report", "check.html");
        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        Assert.Contains("photos: 2 images, 0 objects, 1 class", result.Output);
        Assert.Contains("ERROR: Nothing can be trained: no image has an object marked", result.Output);
        Assert.True(File.Exists(mobilenet.File("check.html")));
    }

    [Fact]
    public void What_to_do_about_broken_images_names_the_option_that_leaves_them_out()
    {
        DrawCats();
        Write("photos/00.png", "not an image");
        Assert.Contains("(or leave them out: train --set data.skipsBroken=true)", mobilenet.Run("data", "check", "photos").Output);
    }

    static string Coco(string images, string annotations) => $$"""{"images":[{{images}}],"annotations":[{{annotations}}],"categories":[{"id":1,"name":"cat"}]}""";

    static string Voc(string file, string size, string box) => $"<annotation><filename>{file}</filename>{size}<object><name>cat</name><bndbox>{box}</bndbox></object></annotation>";

    /// <summary>Faults that are between files: images that are not there, twice, or in two splits.</summary>
    [Theory]
    [InlineData("missingImage", "error", "1 image annotated, but not found.", "(--images DIR)")]
    [InlineData("inTwoSplits", "error", "1 image in more than one split.", "")]
    [InlineData("unknownImage", "warning", "1 box in images that the file does not list; dropped.", "")]
    [InlineData("classWithoutTraining", "error", "With objects to validate or test on, but none to learn from: 1 class.", "")]
    [InlineData("duplicateAcrossSplits", "error", "1 group of equal files in more than one split.", "")]
    [InlineData("ambiguousImage", "error", "1 annotated name that several images have; left out.", "")]
    [InlineData("unannotatedImage", "warning", "1 image without annotation, left out.", "(--unannotated negative)")]
    [InlineData("pixelsFromZero", "note", "1 data set whose boxes count pixels from 0 (a box begins at 0), not from 1 as Pascal VOC does.", "")]
    [InlineData("labeledOnRawPixels", "error", "1 image whose annotated size only fits the image without its EXIF orientation: the boxes are in the wrong places.", "(--raw-pixels)")]
    public void Every_fault_between_files_is_one_line_with_what_to_do(string kind, string severity, string line, string option)
    {
        WriteFault(kind);
        var result = mobilenet.Run("data", "check", "photos", "--json");
        var finding = Assert.Single(result.Json.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("kind").GetString() == kind);
        Assert.Equal((severity, line), (finding.GetProperty("severity").GetString(), finding.GetProperty("summary").GetString()));
        Assert.EndsWith(option, finding.GetProperty("remedy").GetString());
        Assert.Equal(1, mobilenet.Run("data", "check", "photos").Output.Split('\n').Count(printed => printed.Contains(line[..30], StringComparison.Ordinal)));
    }

    void WriteFault(string kind)
    {
        const string one = "{\"id\":1,\"file_name\":\"a.png\"}", two = "{\"id\":2,\"file_name\":\"b.png\"}", size = "<size><width>100</width><height>80</height></size>";
        static string Box(int image, string category = "1") => $"{{\"id\":{image},\"image_id\":{image},\"category_id\":{category},\"bbox\":[10,10,60,60]}}";
        foreach (var (i, name) in (kind is "ambiguousImage" ? new[] { "x/a", "y/a", "b" } : ["a", "b"]).Index())
            Draw($"photos/{name}.png", i);
        switch (kind)
        {
            case "missingImage":
                Write("photos/all.json", Coco($"{one},{{\"id\":2,\"file_name\":\"gone.png\"}}", $"{Box(1)},{Box(2)}"));
                break;
            case "unknownImage":
                Write("photos/all.json", Coco($"{one},{two}", $"{Box(1)},{Box(2)},{Box(3)}"));
                break;
            case "inTwoSplits":
                Write("photos/train.csv", "filename,class,xmin,ymin,xmax,ymax\na.png,cat,1,1,60,60\n");
                Write("photos/val.csv", "filename,class,xmin,ymin,xmax,ymax\nb.png,cat,1,1,60,60\na.png,cat,1,1,60,60\n");
                break;
            case "classWithoutTraining":
                Write("photos/train.csv", "filename,class,xmin,ymin,xmax,ymax\na.png,cat,1,1,60,60\n");
                Write("photos/val.csv", "filename,class,xmin,ymin,xmax,ymax\nb.png,Cat,1,1,60,60\n");
                break;
            case "duplicateAcrossSplits":
                File.Copy(mobilenet.File("photos/a.png"), mobilenet.File("photos/b.png"), overwrite: true);
                Write("photos/train.csv", "filename,class,xmin,ymin,xmax,ymax\na.png,cat,1,1,60,60\n");
                Write("photos/val.csv", "filename,class,xmin,ymin,xmax,ymax\nb.png,cat,1,1,60,60\n");
                break;
            case "ambiguousImage":
                Write("photos/all.csv", "filename,class,xmin,ymin,xmax,ymax\na.png,cat,1,1,60,60\nb.png,cat,1,1,60,60\n");
                break;
            case "labeledOnRawPixels":
                File.Copy(Repository.Path("test/data/golden/images/orientation_6.jpg"), mobilenet.File("photos/turned.jpg"));
                Write("photos/turned.xml", Voc("turned.jpg", "<size><width>31</width><height>23</height></size>", "<xmin>2</xmin><ymin>3</ymin><xmax>30</xmax><ymax>20</ymax>"));
                Write("photos/a.xml", Voc("a.png", size, "<xmin>2</xmin><ymin>3</ymin><xmax>60</xmax><ymax>60</ymax>"));
                break;
            default:
                Write("photos/a.xml", Voc("a.png", size, $"<xmin>{(kind == "pixelsFromZero" ? 0 : 1)}</xmin><ymin>3</ymin><xmax>60</xmax><ymax>60</ymax>"));
                break;
        }
    }

    [Fact]
    public void The_report_shows_every_problem_on_its_image_and_some_images_to_look_at()
    {
        DrawCats();
        Write("photos/00.txt", "0 0.9 0.5 0.6 0.6\n0 0.5 0.5 0 0\n");
        Write("photos/01.png", "not an image");
        var result = mobilenet.Run("data", "check", "photos", "--report", "check.html");
        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        Assert.Contains("boxes             1 repaired, 1 dropped\n", result.Output);
        var page = File.ReadAllText(mobilenet.File("check.html"));
        Assert.Contains("Error: 1 image cannot be decoded.", page);
        Assert.Contains("Warning: 1 box with less than a square pixel; dropped.", page);
        // Two boxes of one image, and eleven images that can be read.
        Assert.Equal(2 + 11, System.Text.RegularExpressions.Regex.Count(page, "<img alt="));
        Assert.Contains("no such folder", mobilenet.Run("data", "check", "photos", "--report", "none/check.html").Error);
    }

    [Fact]
    public void The_anchors_are_those_of_a_model_where_one_is_given()
    {
        SmallDetector.Save(mobilenet.File("quadrants.safetensors"));
        SmallDetector.SaveImages(mobilenet.File("pets"));
        var sizes = mobilenet.Run("data", "check", "pets", "--model", "quadrants.safetensors", "--json", "-q").Json.GetProperty("sizes");
        Assert.Equal((32, 0.0), (sizes.GetProperty("inputHeight").GetInt32(), sizes.GetProperty("unreachedShare").GetDouble()));
        SmallModel.Save(mobilenet.File("classifier.safetensors"));
        Assert.Contains("not for detection", mobilenet.Run("data", "check", "pets", "--model", "classifier.safetensors").Error);
    }

    [Theory]
    [InlineData(1, "--report is for images with boxes; omit it, or --task classify.", "data", "check", "classes", "--task", "classify", "--report", "check.html")]
    [InlineData(1, "classes: no boxes found, and --report is for images with boxes", "data", "check", "classes", "--report", "check.html")]
    [InlineData(1, "classes: holds no annotations that are known", "data", "check", "classes", "--task", "detect")]
    [InlineData(1, "classes: holds no annotations that are known", "data", "check", "classes", "--format", "voc")]
    [InlineData(2, "--task must be classify or detect, not 'segment'.", "data", "check", "classes", "--task", "segment")]
    [InlineData(2, "--report: 'check.docx' must end with", "data", "check", "classes", "--report", "check.docx")]
    [InlineData(2, "--anchors requires --model.", "data", "check", "classes", "--anchors", "tensorflow")]
    public void What_cannot_be_done_is_one_line(int exitCode, string message, params string[] args)
    {
        Draw("classes/ant/1.png", 1);
        Draw("classes/bee/2.png", 2);
        var result = mobilenet.Run(args);
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.ErrorLines[0]);
    }
}
