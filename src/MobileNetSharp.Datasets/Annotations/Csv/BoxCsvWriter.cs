using MobileNetSharp.Datasets.Annotations.Voc;
using MobileNetSharp.Datasets.Annotations.Writing;
using MobileNetSharp.Files;

namespace MobileNetSharp.Datasets.Annotations.Csv;

/// <summary>Writes <c>train_labels.csv</c> and so on, as TensorFlow's tutorials have it, and the images below <c>images/</c>: whole pixels, as edges.</summary>
static class BoxCsvWriter
{
    public static void Write(WritingPlan plan)
    {
        foreach (var part in plan.Parts)
        {
            plan.WriteText(part.Key.Length > 0 ? $"{part.Key}_labels.csv" : "labels.csv", text =>
            {
                text.WriteLine("filename,width,height,class,xmin,ymin,xmax,ymax");
                foreach (var image in part)
                    WriteImage(plan, text, image);
            });
        }
    }

    static void WriteImage(WritingPlan plan, StreamWriter text, WrittenImage image)
    {
        var (width, height) = (image.Image.Width, image.Image.Height);
        AnnotatedObject[] written = [.. image.Image.Objects.Where(box => !box.IsCrowd)];
        foreach (var box in written)
        {
            var (left, top, right, bottom) = VocWriter.ToPixels(box.Box, width, height);
            text.WriteLine($"{CsvText.Cell(image.FileName)},{width},{height},{CsvText.Cell(PrintableText.Escape(plan.ClassName(box)))},{left - 1},{top - 1},{right},{bottom}");
            plan.Lose("precision", VocWriter.IsWhole(box.Box) ? 0 : 1, "boxes were rounded to whole pixels");
        }

        plan.LoseMarks(written);
        plan.Lose("crowd", image.Image.Objects.Length - written.Length, "crowds were left out");
        plan.Lose("negative", written.Length == 0 ? 1 : 0, "images without objects have no row");
        plan.Count(written.Length);
    }
}
