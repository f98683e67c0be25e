using System.Text.Json;
using MobileNetSharp.Datasets.Annotations.Writing;

namespace MobileNetSharp.Datasets.Annotations.Coco;

/// <summary>Writes <c>annotations/instances_train.json</c> and so on, and the images below <c>images/</c>. Difficult objects get <c>ignore</c>, as Pascal VOC has in COCO's form.</summary>
static class CocoWriter
{
    public static void Write(WritingPlan plan)
    {
        var ids = ImageIds(plan);
        foreach (var part in plan.Parts)
        {
            plan.WriteText(part.Key.Length > 0 ? $"annotations/instances_{part.Key}.json" : "annotations/instances.json", text =>
            {
                text.Flush();
                using var json = new Utf8JsonWriter(text.BaseStream, new JsonWriterOptions { SkipValidation = true });
                json.WriteStartObject();
                WriteImages(json, part, ids);
                WriteAnnotations(json, plan, part, ids);
                WriteCategories(json, plan);
                json.WriteEndObject();
            });
        }
    }

    /// <summary>The images' own numbers, where all have one; else their places in the data set, as files of results number them.</summary>
    static Dictionary<string, long> ImageIds(WritingPlan plan)
    {
        var all = plan.Annotations.Images;
        var isNumbered = all.All(image => image.Id is not null) && all.DistinctBy(image => image.Id).Count() == all.Length;
        return plan.Images.ToDictionary(image => image.FileName, image => isNumbered ? image.Image.Id!.Value : image.Place, StringComparer.Ordinal);
    }

    static void WriteImages(Utf8JsonWriter json, IEnumerable<WrittenImage> images, Dictionary<string, long> ids)
    {
        json.WriteStartArray("images");
        foreach (var image in images)
        {
            json.WriteStartObject();
            json.WriteNumber("id", ids[image.FileName]);
            json.WriteString("file_name", image.FileName);
            json.WriteNumber("width", image.Image.Width);
            json.WriteNumber("height", image.Image.Height);
            json.WriteEndObject();
            FlushIfLong(json);
        }

        json.WriteEndArray();
    }

    static void WriteAnnotations(Utf8JsonWriter json, WritingPlan plan, IEnumerable<WrittenImage> images, Dictionary<string, long> ids)
    {
        var number = 0;
        json.WriteStartArray("annotations");
        foreach (var image in images)
        {
            foreach (var box in image.Image.Objects)
            {
                json.WriteStartObject();
                json.WriteNumber("id", ++number);
                json.WriteNumber("image_id", ids[image.FileName]);
                json.WriteNumber("category_id", plan.Ids[box.Class]);
                json.WriteStartArray("bbox");
                foreach (var value in new[] { box.Box.Left, box.Box.Top, box.Box.Width, box.Box.Height })
                    json.WriteNumberValue(value);
                json.WriteEndArray();
                json.WriteNumber("area", box.Area > 0 ? box.Area : box.Box.Area);
                WriteSegmentation(json, box.Mask);
                json.WriteNumber("iscrowd", box.IsCrowd ? 1 : 0);
                if (box.IsDifficult)
                    json.WriteNumber("ignore", 1);
                json.WriteEndObject();
            }

            FlushIfLong(json);
        }

        json.WriteEndArray();
        plan.Count(number);
    }

    /// <summary>The writer itself keeps all in memory.</summary>
    static void FlushIfLong(Utf8JsonWriter json)
    {
        if (json.BytesPending > 1 << 16)
            json.Flush();
    }

    static void WriteSegmentation(Utf8JsonWriter json, ObjectMask? mask)
    {
        json.WritePropertyName("segmentation");
        if (mask is RunLengthMask runs)
        {
            json.WriteStartObject();
            json.WriteStartArray("size");
            json.WriteNumberValue(runs.Height);
            json.WriteNumberValue(runs.Width);
            json.WriteEndArray();
            json.WriteString("counts", CocoSegmentation.Compress(runs.Runs));
            json.WriteEndObject();
            return;
        }

        json.WriteStartArray();
        foreach (var outline in mask is PolygonMask polygons ? polygons.Outlines : [])
        {
            json.WriteStartArray();
            foreach (var value in outline)
                json.WriteNumberValue(value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    static void WriteCategories(Utf8JsonWriter json, WritingPlan plan)
    {
        json.WriteStartArray("categories");
        foreach (var index in Enumerable.Range(0, plan.ClassNames.Count).OrderBy(index => plan.Ids[index]))
        {
            json.WriteStartObject();
            json.WriteNumber("id", plan.Ids[index]);
            json.WriteString("name", plan.ClassNames[index]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
