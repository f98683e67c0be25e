using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Datasets.Annotations.Writing;

namespace MobileNetSharp.Datasets.Annotations.Yolo;

/// <summary>Writes <c>data.yaml</c>, <c>images/</c> and <c>labels/</c>. Crowds are left out: they would be learned as objects.</summary>
static class YoloWriter
{
    /// <summary>A pixel of a 10,000 pixel image in 10,000 steps.</summary>
    const int Decimals = 8;

    static readonly string[] Parts = ["train", "val", "test"];

    public static void Write(WritingPlan plan)
    {
        foreach (var image in plan.Images)
        {
            AnnotatedObject[] written = [.. image.Image.Objects.Where(box => !box.IsCrowd)];
            plan.WriteText($"labels/{(image.Part.Length > 0 ? $"{image.Part}/" : "")}{ImageLookup.Stem(image.FileName)}.txt", text =>
            {
                foreach (var box in written)
                    text.WriteLine(Line(box, image.Image.Width, image.Image.Height));
            });
            plan.LoseMarks(written);
            plan.Lose("crowd", image.Image.Objects.Length - written.Length, "crowds were left out");
            plan.Count(written.Length);
        }

        plan.WriteText("data.yaml", text => WriteDescription(plan, text));
    }

    static string Line(AnnotatedObject box, int width, int height)
    {
        var (x, y) = box.Box.Center;
        return $"{box.Class} {WritingPlan.Text(x / width, Decimals)} {WritingPlan.Text(y / height, Decimals)} {WritingPlan.Text(box.Box.Width / width, Decimals)} {WritingPlan.Text(box.Box.Height / height, Decimals)}";
    }

    static void WriteDescription(WritingPlan plan, StreamWriter text)
    {
        var parts = plan.Parts.Select(part => part.Key).ToHashSet();
        text.WriteLine("path: .");
        if (parts.Contains(""))
            text.WriteLine("train: images");
        foreach (var part in Parts.Where(parts.Contains))
            text.WriteLine($"{part}: images/{part}");
        text.WriteLine($"nc: {plan.ClassNames.Count}");
        text.WriteLine("names:");
        foreach (var (index, name) in plan.ClassNames.Index())
            text.WriteLine($"  {index}: '{PrintableText.Escape(name).Replace("'", "''", StringComparison.Ordinal)}'");
    }
}
