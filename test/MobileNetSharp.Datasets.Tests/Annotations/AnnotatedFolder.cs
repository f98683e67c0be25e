using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Tests.Annotations;

/// <summary>A folder of images and texts, and what is read from it.</summary>
sealed class AnnotatedFolder : IDisposable
{
    readonly ImageFiles files = new();

    public string Root => files.Root;

    public void Dispose() => files.Dispose();

    public string File(string name) => files.File(name);

    /// <summary>Adds an image of 200 × 100 pixels, unless said otherwise; without a seed, images with names of one length are equal.</summary>
    public AnnotatedFolder Image(string name, int width = 200, int height = 100, int? seed = null)
    {
        files.Add(name, seed ?? name.Length, width, height);
        return this;
    }

    public AnnotatedFolder Text(string name, string text)
    {
        files.AddBytes(name, System.Text.Encoding.UTF8.GetBytes(text));
        return this;
    }

    public AnnotatedFolder Bytes(string name, byte[] bytes)
    {
        files.AddBytes(name, bytes);
        return this;
    }

    public AnnotationSet Read(AnnotationOptions? options = null, string name = "") => AnnotationSet.Read(Path.Combine(Root, name), options);

    public DetectionFiles Open(AnnotationOptions? options = null) => DetectionDataset.Open(Root, options);

    public string Fault(AnnotationOptions? options = null, string name = "") => Assert.Throws<DatasetException>(() => Read(options, name)).Message;
}

/// <summary>What tests ask of an annotation set.</summary>
static class AnnotationSetExtensions
{
    /// <summary>The classes by name.</summary>
    public static string[] Names(this AnnotationSet set) => [.. set.Classes.Select(@class => @class.Name)];

    public static AnnotatedImage Image(this AnnotationSet set, string name) => Assert.Single(set.Images, image => image.Name == name);

    /// <summary>The only object of an image.</summary>
    public static AnnotatedObject Only(this AnnotationSet set, string name) => Assert.Single(set.Image(name).Objects);

    /// <summary>The only object of the only image.</summary>
    public static AnnotatedObject Only(this AnnotationSet set) => Assert.Single(Assert.Single(set.Images).Objects);

    public static string ClassOf(this AnnotationSet set, AnnotatedObject box) => set.Classes[box.Class].Name;

    /// <summary>The notes of a kind of finding.</summary>
    public static string?[] Notes(this AnnotationSet set, string kind) =>
        [.. set.Findings.Where(finding => finding.Kind == kind).SelectMany(finding => finding.Items).Select(item => $"{string.Join(", ", item.Names)} ({item.Note})")];

    public static string[] Found(this AnnotationSet set, string kind) => [.. set.Findings.Where(finding => finding.Kind == kind).SelectMany(finding => finding.Items).Select(item => item.Names[0])];

    public static void IsAt(this AnnotatedObject box, double left, double top, double right, double bottom, double tolerance = 1e-6) => box.Box.IsAt(left, top, right, bottom, tolerance);

    public static void IsAt(this Box box, double left, double top, double right, double bottom, double tolerance = 1e-6)
    {
        Assert.Equal(left, box.Left, tolerance);
        Assert.Equal(top, box.Top, tolerance);
        Assert.Equal(right, box.Right, tolerance);
        Assert.Equal(bottom, box.Bottom, tolerance);
    }
}
