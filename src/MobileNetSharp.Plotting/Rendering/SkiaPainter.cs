using System.Globalization;
using MobileNetSharp.Imaging.Drawing;
using SkiaSharp;

namespace MobileNetSharp.Plotting.Rendering;

/// <summary>Paints a canvas with Skia: as pixels (PNG) and as a page of vectors (PDF), with the built-in font.</summary>
static class SkiaPainter
{
    /// <summary>Pixels of a PNG per pixel of the SVG, so that it is sharp on a slide.</summary>
    const float PngScale = 2;

    /// <summary>The most pixels of a PNG: 256 MiB while it is painted.</summary>
    const double MostPixels = 64 << 20;

    public static byte[] ToPng(Canvas canvas)
    {
        var scale = (float)Math.Min(PngScale, Math.Sqrt(MostPixels / (canvas.Width * canvas.Height)));
        using var bitmap = new SKBitmap(new SKImageInfo((int)Math.Ceiling(canvas.Width * scale), (int)Math.Ceiling(canvas.Height * scale), SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var target = new SKCanvas(bitmap))
        {
            target.Clear(SKColors.White);
            target.Scale(scale);
            Paint(target, canvas.Shapes);
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return encoded.ToArray();
    }

    /// <summary>A page for each canvas, of its size.</summary>
    public static byte[] ToPdf(string title, IEnumerable<Canvas> canvases)
    {
        using var stream = new SKDynamicMemoryWStream();
        using (var document = SKDocument.CreatePdf(stream, new SKDocumentPdfMetadata { Title = title, RasterDpi = SKDocumentPdfMetadata.DefaultRasterDpi }))
        {
            foreach (var canvas in canvases)
            {
                Paint(document.BeginPage((float)canvas.Width, (float)canvas.Height), canvas.Shapes);
                document.EndPage();
            }

            document.Close();
        }

        using var data = stream.DetachAsData();
        return data.ToArray();
    }

    static void Paint(SKCanvas target, IReadOnlyList<Shape> shapes)
    {
        foreach (var shape in shapes)
            Paint(target, shape);
    }

    static void Paint(SKCanvas target, Shape shape)
    {
        switch (shape)
        {
            case LineShape line:
                using (var path = Path([(line.X1, line.Y1), (line.X2, line.Y2)], close: false))
                    Stroke(target, path, line.Color, line.Width, line.Dash);
                break;
            case RectangleShape box:
                using (var path = Path(builder => builder.AddRoundRect(new SKRoundRect(SKRect.Create((float)box.X, (float)box.Y, (float)box.Width, (float)box.Height), (float)box.Radius))))
                    FillAndStroke(target, path, box.Fill, 1, box.Outline, 1);
                break;
            case CircleShape circle:
                using (var path = Path(builder => builder.AddCircle((float)circle.X, (float)circle.Y, (float)circle.Radius)))
                    FillAndStroke(target, path, circle.Fill, 1, circle.Outline, 1.6);
                break;
            case PolylineShape polyline:
                using (var path = Path(polyline.Points, close: false))
                    Stroke(target, path, polyline.Color, polyline.Width, polyline.Dash);
                break;
            case PolygonShape polygon:
                using (var path = Path(polygon.Points, close: true))
                    FillAndStroke(target, path, polygon.Fill, polygon.Opacity, polygon.Outline, 1.6);
                break;
            case FlowShape flow:
                using (var path = Path(builder => AddCurves(builder, flow)))
                    Stroke(target, path, flow.Color, flow.Width, "");
                break;
            case TextShape text:
                Write(target, text);
                break;
            case GroupShape group:
                target.Save();
                target.Translate((float)group.X, (float)group.Y);
                Paint(target, group.Shapes);
                target.Restore();
                break;
            default:
                throw new InvalidOperationException($"{shape.GetType().Name} cannot be painted.");
        }
    }

    static void Write(SKCanvas target, TextShape text)
    {
        using var font = TextFont.Create(text.Size, text.IsBold);
        var align = text.Anchor switch { "middle" => SKTextAlign.Center, "end" => SKTextAlign.Right, _ => SKTextAlign.Left };
        var (x, y) = ((float)text.X, (float)text.Y);
        target.Save();
        target.RotateDegrees((float)text.Turn, x, y);
        if (text.HasHalo)
        {
            using var halo = new SKPaint { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 3, StrokeJoin = SKStrokeJoin.Round, Color = SKColors.White.WithAlpha(191) };
            target.DrawText(text.Words, x, y, align, font, halo);
        }

        using var paint = new SKPaint { IsAntialias = true, Color = SKColor.Parse(text.Color) };
        target.DrawText(text.Words, x, y, align, font, paint);
        target.Restore();
    }

    static void FillAndStroke(SKCanvas target, SKPath path, string fill, double opacity, string outline, double width)
    {
        if (fill != "none")
        {
            using var paint = new SKPaint { IsAntialias = true, Color = SKColor.Parse(fill).WithAlpha((byte)Math.Round(255 * opacity)) };
            target.DrawPath(path, paint);
        }

        if (outline != "none")
            Stroke(target, path, outline, width, "");
    }

    static void Stroke(SKCanvas target, SKPath path, string color, double width, string dash)
    {
        float[] lengths = [.. dash.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(length => float.Parse(length, CultureInfo.InvariantCulture))];
        using var dashes = lengths.Length > 0 ? SKPathEffect.CreateDash(lengths, 0) : null;
        using var paint = new SKPaint
        {
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = (float)width,
            StrokeJoin = SKStrokeJoin.Round,
            Color = SKColor.Parse(color),
            PathEffect = dashes,
        };
        target.DrawPath(path, paint);
    }

    static void AddCurves(SKPathBuilder builder, FlowShape flow)
    {
        builder.MoveTo(Point(flow.Points[0]));
        foreach (var (first, second, end) in flow.Curves())
            builder.CubicTo(Point(first), Point(second), Point(end));
    }

    static SKPath Path(IReadOnlyList<(double X, double Y)> points, bool close) => Path(builder =>
    {
        if (points.Count > 0)
            builder.AddPoly([.. points.Select(Point)], close);
    });

    static SKPath Path(Action<SKPathBuilder> add)
    {
        using var builder = new SKPathBuilder();
        add(builder);
        return builder.Detach();
    }

    static SKPoint Point((double X, double Y) point) => new((float)point.X, (float)point.Y);
}
