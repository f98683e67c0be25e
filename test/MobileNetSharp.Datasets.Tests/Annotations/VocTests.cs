using MobileNetSharp.Datasets.Annotations;

namespace MobileNetSharp.Datasets.Tests.Annotations;

public sealed class VocTests : IDisposable
{
    readonly AnnotatedFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static string Xml(string filename, string objects, string size = "<size><width>200</width><height>100</height><depth>3</depth></size>") =>
        $"<annotation>\n<folder>x</folder><filename>{filename}</filename>{size}\n{objects}</annotation>";

    public static string Box(string name, double xmin, double ymin, double xmax, double ymax, string more = "") => FormattableString.Invariant(
        $"<object><name>{name}</name>{more}<bndbox><xmin>{xmin}</xmin><ymin>{ymin}</ymin><xmax>{xmax}</xmax><ymax>{ymax}</ymax></bndbox></object>\n");

    [Fact]
    public void Pixels_from_1_the_last_included_become_edges()
    {
        folder.Image("JPEGImages/a.png").Text("Annotations/a.xml", Xml("a.png", Box("dog", 1, 1, 200, 100) + Box("cat", 11, 21, 30, 40, "<difficult>1</difficult>")));
        var set = folder.Read();
        Assert.Equal(AnnotationFormat.PascalVoc, set.Format);
        Assert.Equal(["cat", "dog"], set.Names());
        set.Images[0].Objects[0].IsAt(0, 0, 200, 100);
        set.Images[0].Objects[1].IsAt(10, 20, 30, 40);
        Assert.Equal([false, true], set.Images[0].Objects.Select(box => box.IsDifficult));
        Assert.Equal("Annotations/a.xml", set.Images[0].AnnotationFile);
        Assert.Empty(set.Findings);
    }

    [Fact]
    public void Elements_far_within_each_other_are_refused_before_they_take_time()
    {
        string Nested(int depth) => Xml(string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth)), Box("x", 1, 1, 9, 9));
        folder.Image("a.png").Text("a.xml", Nested(20));
        Assert.Single(folder.Read().Images);
        folder.Text("a.xml", Nested(300_000));
        Assert.Matches(@"a\.xml: line 2: not valid XML: elements are nested more than 32 deep\.", folder.Fault());
    }

    [Fact]
    public void A_box_that_begins_at_0_shows_that_pixels_count_from_0()
    {
        folder.Image("a.png").Text("a.xml", Xml("a.png", Box("x", 0, 5, 30, 40))).Image("b.png").Text("b.xml", Xml("b.png", Box("x", 10, 20, 30, 40)));
        var set = folder.Read();
        set.Only("a.png").IsAt(0, 5, 30, 40);
        set.Only("b.png").IsAt(10, 20, 30, 40);
        Assert.Single(set.Found(AnnotationFindingKind.PixelsFromZero));
        folder.Read(new() { FirstPixel = 1 }).Only("b.png").IsAt(9, 19, 30, 40);
        folder.Text("a.xml", Xml("a.png", Box("x", 1, 5, 30, 40)));
        folder.Read(new() { FirstPixel = 0 }).Only("b.png").IsAt(10, 20, 30, 40);
    }

    [Fact]
    public void Floats_missing_elements_size_0_and_parts_of_objects_do_not_matter()
    {
        folder.Image("a.png").Text("a.xml", Xml(
            "a.png", "<object><name> dog </name><bndbox><ymax>40.5</ymax><xmin>11.25</xmin><ymin>21</ymin><xmax>30,5</xmax></bndbox>"
            + "<part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></part></object>",
            "<size><width>0</width><height>0</height></size>"));
        var set = folder.Read();
        Assert.Equal("dog", set.ClassOf(set.Only()));
        set.Only().IsAt(10.25, 20, 30.5, 40.5);
        Assert.Equal((200, 100), (set.Images[0].Width, set.Images[0].Height));
    }

    [Fact]
    public void An_annotation_belongs_to_the_image_of_its_own_name_whatever_it_says()
    {
        folder.Image("a.png").Text("a.xml", Xml("b.jpg", Box("x", 1, 1, 9, 9))).Image("b.jpg.png").Image("c.png").Text("named.xml", Xml("C:\\photos\\c.jpg", Box("x", 1, 1, 9, 9)));
        var set = folder.Read();
        Assert.Equal(["a.png", "c.png"], set.Images.Select(image => image.Name));
        folder.Image("b.png");
        Assert.Equal(["a.xml (names b.jpg)"], folder.Read().Notes(AnnotationFindingKind.OtherFileName));
    }

    [Fact]
    public void Lists_say_the_splits_and_what_belongs_to_the_set()
    {
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
            folder.Image($"VOC/JPEGImages/{name}.png").Text($"VOC/Annotations/{name}.xml", Xml($"{name}.png", Box("x", 1, 1, 9, 9)));
        folder.Image("VOC/JPEGImages/f.png").Text("VOC/ImageSets/Main/train.txt", "a\n").Text("VOC/ImageSets/Main/val.txt", "b  1\n# c\n").Text("VOC/ImageSets/Main/trainval.txt", "a\nb\nd\n")
            .Text("VOC/ImageSets/Main/x_train.txt", "e  1\n").Text("VOC/ImageSets/Main/test.txt", "c.png\nf\n");
        var set = folder.Read();
        Assert.Equal(["a", "b", "c", "d"], set.Images.Select(image => Path.GetFileNameWithoutExtension(image.Name)));
        Assert.Equal([Split.Train, Split.Validation, Split.Test, null], set.Images.Select(image => image.Split));
        Assert.Equal(["VOC/Annotations/e.xml"], set.Found(AnnotationFindingKind.UnlistedImage));
        Assert.Equal(["VOC/f"], set.Found(AnnotationFindingKind.UnannotatedImage));
        Assert.Empty(folder.Read(new() { UnannotatedAreNegative = true }).Image("VOC/JPEGImages/f.png").Objects);
    }

    [Fact]
    public void Without_lists_folders_say_the_splits_and_images_without_annotation_are_left_out()
    {
        folder.Image("train/a.png").Text("train/a.xml", Xml("a.png", Box("x", 1, 1, 9, 9))).Image("valid/b.png").Text("valid/b.xml", Xml("b.png", "")).Image("valid/c.png");
        var set = folder.Read();
        Assert.Equal([Split.Train, Split.Validation], set.Images.Select(image => image.Split));
        Assert.Equal(["valid/c.png"], set.Found(AnnotationFindingKind.UnannotatedImage));
        Assert.Equal(3, folder.Read(new() { UnannotatedAreNegative = true }).Images.Length);
    }

    [Fact]
    public void A_photograph_of_a_train_is_not_the_training_split()
    {
        folder.Image("train_7.png").Text("train_7.xml", Xml("train_7.png", Box("x", 1, 1, 9, 9)));
        Assert.Null(Assert.Single(folder.Read().Images).Split);
    }

    [Fact]
    public void Images_are_looked_for_beside_the_folder_of_annotations()
    {
        folder.Image("images/a.png").Text("annotations/a.xml", Xml("a.png", Box("x", 1, 1, 9, 9)));
        Assert.Equal("../images/a.png", Assert.Single(folder.Read(name: "annotations").Images).Name);
        Assert.Equal("../images/a.png", Assert.Single(folder.Read(name: "annotations/").Images).Name);
        Assert.Equal("images/a.png", Assert.Single(folder.Read().Images).Name);
        folder.Text("elsewhere/labels/a.xml", Xml("a.png", Box("x", 1, 1, 9, 9)));
        Assert.Contains("none of the 1 annotated images is found, such as a.png (0 images", folder.Fault(name: "elsewhere/labels"));
        Assert.Single(folder.Read(new() { ImageFolder = folder.File("images") }, "elsewhere/labels").Images);
    }

    [Theory]
    [InlineData("<annotation><object>", "line 1: not valid XML")]
    [InlineData("<annotation>\n<object></objekt></annotation>", "line 2: not valid XML")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]>\n<annotation>&b;<object><bndbox/></object></annotation>", "not valid XML")]
    public void Damaged_files_and_those_with_a_document_type_are_refused(string text, string fault)
    {
        folder.Image("a.png").Text("a.xml", text).Image("b.png").Text("b.xml", Xml("b.png", Box("x", 1, 1, 9, 9)));
        Assert.Contains(fault, folder.Fault());
        Assert.Contains("a.xml: ", folder.Fault());
        Assert.Equal("b.png", Assert.Single(folder.Read(new() { SkipsUnreadable = true }).Images).Name);
    }

    [Fact]
    public void Boxes_in_shares_of_the_image_are_recognized()
    {
        folder.Image("a.png").Text("a.xml", Xml("a.png", Box("x", 0.25, 0.5, 0.5, 1)));
        var set = folder.Read();
        set.Only().IsAt(50, 50, 100, 100);
        Assert.Single(set.Found(AnnotationFindingKind.OtherUnit));
    }

    [Fact]
    public void The_raccoons_are_200_photographs_with_217_boxes()
    {
        var set = AnnotationSet.Read(TestKit.SharedData.Path("datasets/raccoon"), new() { Format = AnnotationFormat.PascalVoc });
        Assert.Equal((200, 217), (set.Images.Length, set.Images.Sum(image => image.Objects.Length)));
        Assert.Equal(["raccoon"], set.Names());
        set.Only("images/raccoon-1.jpg").IsAt(80, 87, 522, 408);
    }
}
