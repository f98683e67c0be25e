using System.Text.Json;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Evaluation.Tests.Detection;

/// <summary>Images of which only the boxes are known, with ids.</summary>
sealed class BoxesDataset(IReadOnlyList<string> classNames, IReadOnlyList<long> classIds, IReadOnlyList<(long Id, string Name, AnnotatedBoxes Objects)> images)
    : DetectionDataset(classNames)
{
    public override int Count => images.Count;

    public static BoxesDataset FromCoco(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = json.RootElement;
        var categories = root.GetProperty("categories").EnumerateArray().OrderBy(category => category.GetProperty("id").GetInt64()).ToArray();
        long[] ids = [.. categories.Select(category => category.GetProperty("id").GetInt64())];
        var annotations = root.GetProperty("annotations").EnumerateArray().ToLookup(annotation => annotation.GetProperty("image_id").GetInt64());
        return new(
            [.. categories.Select(category => category.GetProperty("name").GetString()!)], ids,
            [
                .. root.GetProperty("images").EnumerateArray().Select(image => (Id: image.GetProperty("id").GetInt64(), Name: image.GetProperty("file_name").GetString()!))
                    .Select(image => (image.Id, image.Name, new AnnotatedBoxes([.. annotations[image.Id].Select(annotation => Box(annotation, ids))]))),
            ]);
    }

    public override long ImageIdOf(int index) => images[index].Id;

    public override long ClassIdOf(int @class) => classIds[@class];

    public override string NameOf(int index) => images[index].Name;

    public override AnnotatedBoxes TargetOf(int index) => images[index].Objects;

    public override RgbImage Load(int index) => throw new ImageFormatException($"{NameOf(index)}: there are no pixels.");

    static AnnotatedBox Box(JsonElement annotation, long[] ids)
    {
        double[] box = [.. annotation.GetProperty("bbox").EnumerateArray().Select(value => value.GetDouble())];
        return new(new(box[0], box[1], box[0] + box[2], box[1] + box[3]), Array.IndexOf(ids, annotation.GetProperty("category_id").GetInt64()))
        {
            Area = annotation.GetProperty("area").GetDouble(),
            IsCrowd = annotation.GetProperty("iscrowd").GetInt32() == 1,
        };
    }
}
