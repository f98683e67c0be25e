using MobileNetSharp.TestKit;

namespace MobileNetSharp.Imaging.Tests;

public sealed class DecodeTests
{
    public static IEnumerable<TheoryDataRow<string>> Images => Golden.Names.Select(name => new TheoryDataRow<string>(name));

    [Theory, MemberData(nameof(Images))]
    public void Every_format_decodes_to_Pillows_pixels(string name)
    {
        var expected = Golden.Expected(name);
        var image = RgbImage.Load(Golden.PathOf(name));
        Assert.Equal((expected.Width, expected.Height), (image.Width, image.Height));
        Assert.InRange(Golden.LargestDifference(expected, image), 0, name == "jpeg.tif" ? 3 : name == "cmyk.tif" ? 1 : 0);
    }

    [Theory, MemberData(nameof(Images))]
    public void A_stream_that_cannot_seek_and_trickles_gives_the_same_pixels(string name)
    {
        using var stream = new TricklingStream(Golden.Encoded(name));
        Assert.Equal(Golden.Expected(name).Pixels, RgbImage.Decode(stream).Pixels);
    }

    [Fact]
    public void A_stream_is_read_from_its_position()
    {
        using var stream = new MemoryStream([1, 2, 3, .. Golden.Encoded("rgb.png")]);
        stream.Position = 3;
        Assert.Equal(Golden.Expected("rgb.png").Pixels, RgbImage.Decode(stream).Pixels);
    }

    [Fact]
    public void The_eight_orientations_of_one_image_differ()
    {
        var images = Enumerable.Range(1, 8).Select(value => RgbImage.Load(Golden.PathOf($"orientation_{value}.jpg"))).ToList();
        Assert.All(images[..4], image => Assert.Equal((31, 23), (image.Width, image.Height)));
        Assert.All(images[4..], image => Assert.Equal((23, 31), (image.Width, image.Height)));
        Assert.Equal(8, images.Select(image => Convert.ToHexString(image.Pixels)).Distinct().Count());
    }

    [Theory, MemberData(nameof(Images))]
    public void The_header_of_every_format_has_the_size_of_the_upright_image(string name)
    {
        var expected = Golden.Expected(name);
        var header = ImageHeader.Load(Golden.PathOf(name));
        Assert.Equal((expected.Width, expected.Height), (header.Width, header.Height));
        Assert.Equal(header, ImageHeader.Decode(Golden.Encoded(name)));
    }

    [Fact]
    public void The_header_says_where_stored_pixels_are_in_the_upright_image()
    {
        var stored = RgbImage.Load(Golden.PathOf("orientation_1.jpg"));
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            var (header, upright) = (ImageHeader.Load(Golden.PathOf($"orientation_{orientation}.jpg")), RgbImage.Load(Golden.PathOf($"orientation_{orientation}.jpg")));
            Assert.Equal((31, 23), (header.StoredWidth, header.StoredHeight));
            foreach (var (x, y) in new[] { (0, 0), (30, 0), (4, 22), (17, 9) })
            {
                var (toX, toY) = header.ToUpright.Apply(x + 0.5, y + 0.5);
                Assert.Equal(stored.Row(y).Slice(3 * x, 3), upright.Row((int)toY).Slice(3 * (int)toX, 3));
            }
        }
    }

    [Fact]
    public void A_header_needs_no_pixels_and_names_the_file_that_has_none()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("cut.jpg"), File.ReadAllBytes(Repository.Path("docs/images/clock.jpg"))[..3000]);
        Assert.True(ImageHeader.Load(folder.File("cut.jpg")).Width > 0);
        File.WriteAllText(folder.File("text.jpg"), "no image");
        Assert.Contains("text.jpg: not an image", Assert.Throws<ImageFormatException>(() => ImageHeader.Load(folder.File("text.jpg"))).Message);
    }

    [Theory, MemberData(nameof(Images))]
    public void A_reduced_image_is_upright_not_too_small_and_tells_the_whole_ones_size(string name)
    {
        var whole = Golden.Expected(name);
        var (image, width, height) = RgbImage.DecodeReduced(Golden.Encoded(name), minimumSide: 5);
        Assert.Equal((whole.Width, whole.Height), (width, height));
        Assert.InRange(Math.Min(image.Width, image.Height), Math.Min(5, Math.Min(width, height)), Math.Min(width, height));
        Assert.Equal((double)width / height, (double)image.Width / image.Height, 0.3);
    }

    [Fact]
    public void A_photograph_is_reduced_to_about_the_side_asked_for_and_looks_like_itself()
    {
        var encoded = File.ReadAllBytes(Repository.Path("docs/images/clock.jpg"));
        var (image, width, height) = RgbImage.DecodeReduced(encoded, minimumSide: 40);
        Assert.InRange(Math.Min(image.Width, image.Height), 40, 40 + (Math.Min(width, height) / 8));
        var expected = RgbImage.Decode(encoded).Resize(image.Width, image.Height, Cards.Interpolation.PillowBilinear);
        Assert.InRange(image.Pixels.ToArray().Zip(expected.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Average(), 0, 4);
    }

    [Theory, MemberData(nameof(Images))]
    public void The_scale_of_a_reduced_file_is_chosen_by_its_upright_size_and_never_undercut(string name)
    {
        var whole = Golden.Expected(name);
        (int, int)? asked = null;
        var (image, width, height) = RgbImage.LoadReduced(Golden.PathOf(name), (w, h) =>
        {
            asked = (w, h);
            return 0.3;
        });
        Assert.Equal((whole.Width, whole.Height), asked ?? (whole.Width, whole.Height)); // TIFF is always decoded whole
        Assert.Equal((whole.Width, whole.Height), (width, height));
        Assert.InRange(image.Width, 0.3 * width, width);
        Assert.InRange(image.Height, 0.3 * height, height);
        Assert.Equal(whole.Pixels, RgbImage.LoadReduced(Golden.PathOf(name), (_, _) => 1.5).Image.Pixels);
    }

    [Fact]
    public void Threads_decode_at_the_same_time()
    {
        var expected = Golden.Names.ToDictionary(name => name, name => Golden.Expected(name).Pixels.ToArray());
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, number =>
        {
            var name = Golden.Names.ElementAt(number % expected.Count);
            Assert.Equal(expected[name], RgbImage.Load(Golden.PathOf(name)).Pixels);
        });
    }

    [Fact]
    public async Task Files_are_read_asynchronously_with_the_same_pixels_and_the_same_errors()
    {
        var token = TestContext.Current.CancellationToken;
        var image = await RgbImage.LoadAsync(Golden.PathOf("rgb.png"), cancellationToken: token);
        Assert.Equal(Golden.Expected("rgb.png").Pixels, image.Pixels);

        using var folder = new TempFolder();
        var path = folder.File("text.jpg");
        await File.WriteAllTextAsync(path, "hello", token);
        var error = await Assert.ThrowsAsync<ImageFormatException>(() => RgbImage.LoadAsync(path, cancellationToken: token));
        Assert.Equal(path, error.Path);
        Assert.StartsWith($"{path}: not an image", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<FileNotFoundException>(() => RgbImage.LoadAsync(folder.File("missing.jpg"), cancellationToken: token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RgbImage.LoadAsync(Golden.PathOf("rgb.png"), cancellationToken: new CancellationToken(canceled: true)));
    }

    [Theory, MemberData(nameof(Images))]
    public void A_saved_png_gives_the_same_pixels_again(string name)
    {
        using var folder = new TempFolder();
        var image = Golden.Expected(name);
        image.SavePng(folder.File("copy.png"));
        Assert.Equal(image.Pixels, RgbImage.Load(folder.File("copy.png")).Pixels);
    }

    [Theory]
    [InlineData("images/imagenet125", 125)]
    [InlineData("images/coco64", 64)]
    public void The_photographs_of_the_verification_data_decode(string folder, int count)
    {
        var photographs = Directory.GetFiles(SharedData.Path(folder));
        Assert.Equal(count, photographs.Length);
        Assert.All(photographs, path => Assert.InRange(RgbImage.Load(path).Pixels.ToArray().Distinct().Count(), 32, 256));
    }
}
