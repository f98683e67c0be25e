using MobileNetSharp.Imaging.Decoding;
using MobileNetSharp.Imaging.Decoding.Jpeg;
using MobileNetSharp.TestKit;
using SkiaSharp;

namespace MobileNetSharp.Imaging.Tests;

/// <summary>Images for a network stay within a budget: whole where they fit it, reduced or refused where they do not.</summary>
public sealed class DecodingMemoryTests
{
    static readonly Func<SKSizeI, float> Whole = _ => 1;

    public static IEnumerable<TheoryDataRow<string>> Names => Golden.Names.Select(name => new TheoryDataRow<string>(name));

    public static IEnumerable<TheoryDataRow<string>> Jpegs => Golden.Names.Where(name => Path.GetExtension(name) == ".jpg").Select(name => new TheoryDataRow<string>(name));

    [Theory, MemberData(nameof(Names))]
    public void Decoded_a_few_rows_at_a_time_an_image_is_the_same(string name)
    {
        var encoded = Golden.Encoded(name);
        var whole = RgbImage.Decode(encoded);
        foreach (var rowsBytes in new[] { 1, 2000, 9000 })
        {
            var limits = DecodingLimits.ForNetwork(0) with { RowsBytes = rowsBytes };
            if (Path.GetExtension(name) == ".png" && !name.Contains("interlaced", StringComparison.Ordinal))
                limits = limits with { MaxBytes = whole.Pixels.Length + Math.Max(rowsBytes, 4 * Math.Max(whole.Width, whole.Height)) };
            var (image, width, height) = ImageDecoder.Decode(encoded, limits, Whole);
            Assert.Equal((whole.Width, whole.Height, width, height), (image.Width, image.Height, whole.Width, whole.Height));
            Assert.Equal(whole.Pixels, image.Pixels);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Above_the_budget_an_image_is_reduced_to_what_it_shows_or_refused(string name)
    {
        var encoded = Golden.Encoded(name);
        var whole = RgbImage.Decode(encoded);
        var limits = new DecodingLimits(RgbImage.DefaultMaxPixels) { RowsBytes = 256 };
        if (whole.Width < 32 || whole.Height < 32 || RefusedOr(() => ImageDecoder.Decode(encoded, limits with { MaxBytes = whole.Pixels.Length / 2 }, Whole)) is not { } reduced)
            return;
        Assert.InRange(reduced.Image.Pixels.Length, 1, whole.Pixels.Length / 2);
        Assert.Equal((whole.Width, whole.Height), (reduced.Width, reduced.Height));
        var expected = whole.Resize(reduced.Image.Width, reduced.Image.Height, Cards.Interpolation.PillowBilinear);
        var difference = 0L;
        for (var i = 0; i < expected.Pixels.Length; i++) difference += Math.Abs(expected.Pixels[i] - reduced.Image.Pixels[i]);
        Assert.InRange(difference / (double)expected.Pixels.Length, 0, 12);
    }

    [Fact]
    public void Squares_of_pixels_become_their_rounded_average_also_at_the_edges()
    {
        byte[] rgba = [10, 0, 0, 9, 20, 0, 0, 9, 7, 1, 0, 9, 30, 4, 0, 9, 41, 4, 0, 9, 8, 2, 0, 9, 50, 0, 1, 9, 51, 0, 2, 9, 3, 3, 3, 9];
        var reduced = PixelSquares.Average(rgba, width: 3, side: 2);
        Assert.Equal([25, 2, 0, 8, 2, 0, 51, 0, 2, 3, 3, 3], reduced.ToArray().Where((_, i) => i % 4 != 3).Select(value => (int)value));
    }

    [Theory]
    [InlineData("im_prog_11584_95.jpg", "97 scans")]
    [InlineData("im_tiny_canvas.gif", "takes more than")]
    [InlineData("im_11585_inter.png", "takes more than")]
    public void A_small_file_that_asks_for_endless_work_or_memory_is_refused_in_one_line(string name, string reason)
    {
        var path = Repository.Path($"../shared/data/cases/{name}");
        Assert.SkipUnless(File.Exists(path), $"{path} is not here");
        var error = Assert.Throws<ImageFormatException>(() => RgbImage.LoadReduced(path, (_, _) => 1));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_large_image_that_is_decoded_by_rows_is_reduced_below_the_budget()
    {
        var path = Repository.Path("../shared/data/cases/im_11000_1bit.png");
        Assert.SkipUnless(File.Exists(path), $"{path} is not here");
        var (image, width, height) = RgbImage.LoadReduced(path, (_, _) => 1);
        Assert.Equal((11000, 11000), (width, height));
        Assert.InRange(image.Pixels.Length, 1, (int)DecodingBudget.MaxBytes);
    }

    [Fact]
    public void A_progressive_JPEG_of_more_scans_than_its_pixels_allow_is_refused_before_it_is_decoded()
    {
        // 65500 x 2000 pixels allow 16 scans.
        byte[] header = [0xFF, 0xD8, 0xFF, 0xC2, 0, 11, 8, 0x07, 0xD0, 0xFF, 0xDC, 1, 1, 0x11, 0];
        byte[] scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0];
        byte[] file = [.. header, .. Enumerable.Repeat(scan, 17).SelectMany(bytes => bytes), .. new byte[400_000], 0xFF, 0xD9];
        Assert.Contains("17 scans: above the limit of 16 scans", Assert.Throws<ImageFormatException>(() => RgbImage.Decode(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_wait_until_there_is_room_and_the_second_of_one_thread_does_not()
    {
        var (together, most, done) = (0L, 0L, 0);
        const long bytes = DecodingBudget.MaxBytes / 3;
        await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => Task.Run(() =>
        {
            using var share = DecodingBudget.Enter();
            DecodingBudget.Take(bytes, pixelBytes: 0);
            var now = Interlocked.Add(ref together, bytes);
            InterlockedMax(ref most, now);
            DecodingBudget.Take(1, pixelBytes: 0);
            Interlocked.Add(ref together, -bytes);
            Interlocked.Increment(ref done);
        })));
        Assert.Equal(24, done);
        Assert.InRange(most, bytes, DecodingBudget.MaxBytes);

        static void InterlockedMax(ref long target, long value)
        {
            for (var seen = Interlocked.Read(ref target); value > seen; seen = Interlocked.Read(ref target))
                Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    [Fact]
    public async Task The_bytes_of_files_count_too_and_no_two_images_wait_for_each_other()
    {
        var (together, most, done) = (0L, 0L, 0);
        const long fileBytes = 20L << 20, bytes = DecodingBudget.MaxBytes / 4;
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() =>
        {
            using var share = DecodingBudget.Enter();
            using var file = new StreamOfLength(i % 6 == 0 ? DecodingBudget.MaxFileBytes * 2 : fileBytes);
            DecodingBudget.TakeFile(file);
            Add(file.Length);
            DecodingBudget.Take(bytes, pixelBytes: 0);
            Add(bytes);
            Thread.Yield();
            Add(-bytes - file.Length);
            Interlocked.Increment(ref done);
        })));
        Assert.Equal(24, done);
        Assert.InRange(most, fileBytes + bytes, DecodingBudget.MaxBytes + DecodingBudget.MaxFileBytes);

        void Add(long more)
        {
            var now = Interlocked.Add(ref together, more);
            for (var seen = Interlocked.Read(ref most); now > seen; seen = Interlocked.Read(ref most))
                Interlocked.CompareExchange(ref most, now, seen);
        }
    }

    [Fact]
    public void An_image_and_its_file_share_the_budget()
    {
        Assert.Equal(DecodingBudget.MaxBytes - 1000, DecodingLimits.ForNetwork(1000).MaxBytes);
        using var share = DecodingBudget.Enter();
        using var file = new StreamOfLength(DecodingBudget.MaxBytes + 1);
        Assert.Contains("more than the 176 MiB", Assert.Throws<ImageFormatException>(() => DecodingBudget.TakeFile(file)).Message, StringComparison.Ordinal);
    }

    /// <summary>A codec that is given the file in parts copies such a chunk anew for each: it would take hours for a large one.</summary>
    [Fact]
    public void What_a_PNG_holds_beside_its_pixels_is_dropped_where_it_is_large()
    {
        var name = Golden.Names.First(name => name.EndsWith(".png", StringComparison.Ordinal));
        var png = Golden.Encoded(name);
        var afterHeader = 8 + 25;
        byte[] large = [.. png[..afterHeader], .. Chunk("prVt", 40 << 20), .. Chunk("teXt", 10), .. png[afterHeader..], .. Chunk("teXt", 2 << 20)];
        var limits = DecodingLimits.ForNetwork(large.Length);
        byte[] expected = [.. png[..afterHeader], .. Chunk("teXt", 10), .. png[afterHeader..]];
        Assert.Equal(expected, PngChunks.DropLarge(large, ref limits).ToArray());
        Assert.Equal(DecodingBudget.MaxBytes - large.Length - expected.Length, limits.MaxBytes);
        Assert.Equal(RgbImage.Decode(png).Pixels, RgbImage.Decode(large).Pixels);
        var none = new DecodingLimits(1000, MaxBytes: 10);
        Assert.Contains("besides the image", Assert.Throws<ImageFormatException>(() => PngChunks.DropLarge(large, ref none)).Message, StringComparison.Ordinal);

        static byte[] Chunk(string letters, int length) =>
            [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, .. System.Text.Encoding.ASCII.GetBytes(letters), .. new byte[length + 4]];
    }

    [Theory, MemberData(nameof(Jpegs))]
    public void What_a_JPEG_holds_beside_its_image_is_dropped_where_it_is_large_but_for_its_orientation(string name)
    {
        var jpeg = Golden.Encoded(name);
        var profile = Enumerable.Repeat(new byte[] { 0xFF, 0xE2, 0xFF, 0xFF }.Concat(new byte[65533]), 100).SelectMany(bytes => bytes);
        byte[] large = [.. jpeg[..2], .. profile, .. jpeg[2..]];
        var limits = DecodingLimits.ForNetwork(large.Length);
        Assert.InRange(JpegMetadata.Drop(large, ref limits).Length, 1, jpeg.Length);
        Assert.InRange(limits.MaxBytes, 1, DecodingBudget.MaxBytes - large.Length - 1);
        var (expected, found) = (RgbImage.Decode(jpeg), RgbImage.Decode(large));
        Assert.Equal((expected.Width, expected.Height), (found.Width, found.Height));
        Assert.Equal(expected.Pixels, found.Pixels);
    }

    /// <summary>As large as it says, with nothing to read.</summary>
    sealed class StreamOfLength(long length) : MemoryStream
    {
        public override long Length => length;
    }

    static (RgbImage Image, int Width, int Height)? RefusedOr(Func<(RgbImage Image, int Width, int Height)> decode)
    {
        try
        {
            return decode();
        }
        catch (ImageFormatException e)
        {
            Assert.Contains("takes more than", e.Message, StringComparison.Ordinal);
            return null;
        }
    }
}
