using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.TestKit;
using MobileNetSharp.Vision.Detection;
using MobileNetSharp.Vision.Sources;

namespace MobileNetSharp.Vision.Tests.Detection;

public sealed class ObjectDetectorTests : IDisposable
{
    static readonly (byte, byte, byte) Red = (255, 0, 0), Blue = (0, 0, 255);

    readonly Model model = ColorDetector.Create();
    readonly ObjectDetector detector;

    public ObjectDetectorTests() => detector = new ObjectDetector(model);

    public void Dispose()
    {
        detector.Dispose();
        model.Dispose();
    }

    /// <summary>Grey, with rectangles of a color.</summary>
    static RgbImage Image(int width, int height, params (Box Box, (byte Red, byte Green, byte Blue) Color)[] rectangles)
    {
        var image = new RgbImage(width, height);
        image.WritablePixels.Fill(128);
        foreach (var (box, color) in rectangles)
        {
            for (var y = (int)box.Top; y < (int)box.Bottom; y++)
            {
                for (var x = (int)box.Left; x < (int)box.Right; x++)
                    (image.Row(y)[3 * x], image.Row(y)[(3 * x) + 1], image.Row(y)[(3 * x) + 2]) = color;
            }
        }

        return image;
    }

    static (string, Box)[] Found(ImageDetections detections) =>
        [.. detections.Objects.OrderBy(found => (found.Label, found.Box.Left, found.Box.Top)).Select(found => (found.Label, new Box(Math.Round(found.Box.Left, 3), Math.Round(found.Box.Top, 3), Math.Round(found.Box.Right, 3), Math.Round(found.Box.Bottom, 3))))];

    [Fact]
    public void Boxes_are_in_pixels_of_the_image_whatever_its_size()
    {
        var image = Image(400, 200, (new(100, 50, 200, 100), Red), (new(300, 0, 400, 50), Blue));
        var detections = detector.Detect(image);
        Assert.Equal((400, 200), (detections.Width, detections.Height));
        // The anchors are square in the square input, and as wide as the image in the image.
        Assert.Equal([("blue", new Box(300, 0, 400, 50)), ("red", new Box(100, 50, 200, 100))], Found(detections));
        Assert.All(detections.Objects, found => Assert.InRange(found.Score, 0.99f, 1));
        Assert.Empty(detector.Detect(Image(400, 200)).Objects);
    }

    [Fact]
    public void A_path_a_stream_bytes_pixels_and_a_decoded_image_give_the_same()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "größe a.png");
        var image = Image(320, 240, (new(80, 60, 160, 120), Red), (new(0, 180, 80, 240), Blue));
        image.SavePng(path);
        var bytes = File.ReadAllBytes(path);
        var expected = detector.Detect(image);
        Assert.Equal(2, expected.Objects.Length);
        Assert.Equal(Found(expected), Found(detector.Detect(path)));
        using var stream = new MemoryStream(bytes);
        Assert.Equal(Found(expected), Found(detector.Detect(stream)));
        Assert.Equal(Found(expected), Found(detector.Detect(bytes)));
        Assert.Equal(Found(expected), Found(detector.Detect(image.Pixels, 320, 240, PixelFormat.Rgb24)));
    }

    /// <summary>A tag of EXIF says that the camera was turned; boxes are those of the picture that a person sees.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void Boxes_are_those_of_the_upright_image(int orientation)
    {
        var upright = Image(400, 200, (new(100, 50, 200, 100), Red));
        using var stream = new MemoryStream();
        Turned(upright, orientation).SaveJpeg(stream, quality: 95);
        var detections = detector.Detect(WithOrientation(stream.ToArray(), orientation));
        Assert.Equal((400, 200), (detections.Width, detections.Height));
        Assert.Equal([("red", new Box(100, 50, 200, 100))], Found(detections));
    }

    /// <summary>An image of very many pixels is reduced while it is decoded; its boxes are still in its own pixels.</summary>
    [Fact]
    public void Boxes_of_an_image_that_was_decoded_reduced_are_in_its_own_pixels()
    {
        var framed = new ImageFramer(model.Card.Preprocessing!, ColorDetector.Side, ColorDetector.Side).Frame(Image(400, 200, (new(100, 50, 200, 100), Red)));
        var detections = detector.Detect(framed with { Width = 800, Height = 600 }, new DetectOptions(), TestContext.Current.CancellationToken);
        Assert.Equal((800, 600), (detections.Width, detections.Height));
        Assert.Equal([("red", new Box(200, 150, 400, 300))], Found(detections));
    }

    [Fact]
    public void A_network_that_gives_no_numbers_throws()
    {
        var weights = model.Weights.ToDictionary(entry => entry.Key, entry => entry.Value);
        weights["boxes.conv.weight"] = Weights.Tensor.FromFloats([4, 3, 1, 1], [.. Enumerable.Repeat(float.NaN, 12)]);
        using var broken = new ObjectDetector(new Model(model.Graph, new Weights.WeightSet(weights), model.Card), new() { AllowsNonFiniteWeights = true });
        Assert.Equal("boxes", Assert.Throws<NonFiniteOutputException>(() => broken.Detect(Image(64, 64))).Output);
    }

    [Fact]
    public void The_threshold_leaves_out_what_is_less_certain()
    {
        var pale = Image(64, 64, (new(0, 0, 16, 16), (200, 100, 60))); // a logit of 10·(200 − 60)/127.5 − 5 = 5.98
        var found = Assert.Single(detector.Detect(pale).Objects);
        Assert.Equal(1 / (1 + Math.Exp(-((10 * 140 / 127.5) - 5))), found.Score, 1e-5);
        Assert.Empty(detector.Detect(pale, new() { Threshold = found.Score + 1e-4f }).Objects);
        Assert.Equal(32, detector.Detect(pale, new() { Threshold = 0 }).Objects.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => detector.Detect(pale, new() { Threshold = 1.5f }));
        Assert.Throws<ArgumentOutOfRangeException>(() => detector.Detect(pale, new() { Tiling = new(0, 3) }));
    }

    [Fact]
    public void Tiles_find_what_is_too_small_in_the_whole_image()
    {
        // A sixteenth of a cell of the whole image, and a cell of its tile.
        var image = Image(1280, 1280, (new(80, 80, 160, 160), Red), (new(320, 320, 640, 640), Blue));
        Assert.Equal(["blue"], detector.Detect(image).Objects.Select(found => found.Label));
        var tiled = detector.Detect(image, new() { Tiling = new(4, 4, Overlap: 0) });
        Assert.Contains(("red", new Box(80, 80, 160, 160)), Found(tiled));
        Assert.Contains(("blue", new Box(320, 320, 640, 640)), Found(tiled));
    }

    [Theory]
    [InlineData(100, 70, 2, 3, 0.2)]
    [InlineData(7, 5, 16, 16, 0.5)]
    [InlineData(4000, 3000, 3, 4, 0)]
    public void Tiles_cover_the_image_and_are_inside(int width, int height, int rows, int columns, double overlap)
    {
        var parts = new Tiling(rows, columns, overlap).Parts(width, height);
        Assert.Equal(1 + (rows * columns), parts.Length);
        var covered = new bool[width * height];
        foreach (var part in parts.Skip(1))
        {
            Assert.True(part.Left >= 0 && part.Top >= 0 && part.Width > 0 && part.Height > 0 && part.Left + part.Width <= width && part.Top + part.Height <= height);
            for (var y = part.Top; y < part.Top + part.Height; y++)
                covered.AsSpan((y * width) + part.Left, part.Width).Fill(true);
        }

        Assert.DoesNotContain(false, covered);
    }

    [Fact]
    public async Task Many_threads_share_a_detector()
    {
        var images = Enumerable.Range(0, 16).Select(cell => Image(64, 64, (new(cell % 4 * 16, cell / 4 * 16, (cell % 4 * 16) + 16, (cell / 4 * 16) + 16), Red))).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() =>
        {
            var (cell, found) = (i % 16, Assert.Single(detector.Detect(images[i % 16]).Objects));
            Assert.Equal((cell % 4 * 16, cell / 4 * 16), ((int)Math.Round(found.Box.Left), (int)Math.Round(found.Box.Top)));
        }, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Of_many_files_the_bad_ones_do_not_stop_the_others()
    {
        using var folder = new TempFolder();
        var (good, bad) = (Path.Combine(folder.Path, "good.png"), Path.Combine(folder.Path, "bad.png"));
        Image(64, 64, (new(0, 0, 16, 16), Red)).SavePng(good);
        await File.WriteAllTextAsync(bad, "no image", TestContext.Current.CancellationToken);
        var results = await detector.DetectManyAsync([good, bad, "nowhere.png", good], cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([true, false, false, true], results.Select(result => result.Succeeded));
        Assert.Equal(bad, Assert.IsType<ImageFormatException>(results[1].Error).Path);
    }

    [Fact]
    public void What_is_no_detector_is_refused()
    {
        using var mute = model.WithCard(model.Card with { BoxDecoding = null });
        Assert.Equal(ModelCardPart.BoxDecoding, Assert.Throws<ModelCardException>(() => new ObjectDetector(mute)).Part);
        using var classifier = model.WithCard(model.Card with { Task = ModelTask.Classification });
        Assert.Equal(ModelCardPart.Task, Assert.Throws<ModelCardException>(() => new ObjectDetector(classifier)).Part);
    }

    [Fact]
    public void A_saved_detector_detects_the_same()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "colors.safetensors");
        ModelFile.Save(model, path);
        using var loaded = ObjectDetector.Load(path);
        var image = Image(100, 100, (new(25, 50, 50, 75), Blue));
        Assert.Equal(Found(detector.Detect(image)), Found(loaded.Detect(image)));
        Assert.Equal(["red", "blue"], loaded.Labels);
    }

    [Fact]
    public void The_drawn_boxes_have_the_colors_of_their_classes()
    {
        var image = Image(128, 128, (new(32, 64, 64, 96), Red));
        detector.Detect(image).Draw(image);
        var color = MobileNetSharp.Imaging.Drawing.RgbColor.ForClass(0);
        Assert.Equal([color.Red, color.Green, color.Blue], image.Row(80)[(3 * 32)..(3 * 33)].ToArray());
    }

    /// <summary>The image as a camera that was turned stores it.</summary>
    static RgbImage Turned(RgbImage upright, int orientation)
    {
        var isSideways = orientation >= 5;
        var stored = new RgbImage(isSideways ? upright.Height : upright.Width, isSideways ? upright.Width : upright.Height);
        for (var y = 0; y < upright.Height; y++)
        {
            for (var x = 0; x < upright.Width; x++)
            {
                var (column, row) = orientation switch
                {
                    3 => (upright.Width - 1 - x, upright.Height - 1 - y),
                    6 => (y, upright.Width - 1 - x),
                    8 => (upright.Height - 1 - y, x),
                    _ => (x, y),
                };
                upright.Row(y).Slice(3 * x, 3).CopyTo(stored.Row(row).Slice(3 * column, 3));
            }
        }

        return stored;
    }

    /// <summary>A JPEG with an EXIF segment of one tag, the orientation.</summary>
    static byte[] WithOrientation(byte[] jpeg, int orientation) =>
    [
        .. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*\0\0\0\u0008"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, .. jpeg[2..],
    ];
}
