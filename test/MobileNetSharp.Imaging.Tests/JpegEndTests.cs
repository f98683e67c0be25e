using MobileNetSharp.TestKit;

namespace MobileNetSharp.Imaging.Tests;

/// <summary>A JPEG is whole when all its coded data are there, whatever its end marker says.</summary>
public sealed class JpegEndTests
{
    static readonly byte[] End = [0xFF, 0xD9];

    public static IEnumerable<TheoryDataRow<string>> Jpegs =>
        Golden.Names.Where(name => name.EndsWith(".jpg", StringComparison.Ordinal)).Select(name => new TheoryDataRow<string>(name));

    [Theory, MemberData(nameof(Jpegs))]
    public void Without_its_end_marker_or_with_other_bytes_before_it_a_jpeg_has_the_same_pixels(string name)
    {
        var whole = Golden.Encoded(name);
        var data = whole[..(whole.AsSpan().LastIndexOf(End) is var end && name == "trailing_bytes.jpg" ? whole.Length - 66 : end)];
        byte[] other = [1, 2, 3, 0xFF, 0x6F, 0x12, 0x34];
        byte[][] variants =
        [
            data, [.. data, 0xFF], [.. data, .. other], [.. data, .. other, .. End], [.. data, 0, 0, 0, 0], [.. data, 0xFF, 0x02, 0, 4, 1, 1, .. End],
            [.. data, .. End, .. End], [.. data, .. whole], [.. whole, .. whole], [.. data, 0xFF, 0xDA, 0, 3, 1],
        ];
        foreach (var (number, variant) in variants.Index())
            Assert.True(Golden.Expected(name).Pixels.SequenceEqual(RgbImage.Decode(variant).Pixels), $"variant {number}");
    }

    [Theory, MemberData(nameof(Jpegs))]
    public void A_jpeg_that_lacks_its_last_coded_bytes_is_truncated(string name)
    {
        var whole = Golden.Encoded(name);
        var end = name == "trailing_bytes.jpg" ? whole.Length - 66 : whole.Length - 2;
        foreach (var length in new[] { end - 1, end - 2, end - 7 })
        {
            var error = Assert.Throws<ImageFormatException>(() => RgbImage.Decode(whole.AsSpan(0, length)));
            Assert.StartsWith("truncated JPEG", error.Message, StringComparison.Ordinal);
            Assert.Throws<ImageFormatException>(() => RgbImage.DecodeReduced(whole.AsSpan(0, length), minimumSide: 4));
            // Another image after it does not complete it.
            Assert.Throws<ImageFormatException>(() => RgbImage.Decode([.. whole.AsSpan(0, length), .. whole]));
        }
    }

    /// <summary>EXIF previews are whole JPEGs with their own end, inside a segment.</summary>
    [Theory]
    [InlineData("baseline_420.jpg")]
    [InlineData("progressive.jpg")]
    public void The_end_of_a_preview_is_not_the_end_of_the_image(string name)
    {
        var (whole, preview) = (Golden.Encoded(name), Golden.Encoded("low_quality.jpg"));
        var length = preview.Length + 2;
        byte[] image = [.. whole[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. preview, .. whole[2..]];
        Assert.Equal(Golden.Expected(name).Pixels, RgbImage.Decode(image.AsSpan()[..^2]).Pixels);
        Assert.StartsWith("truncated JPEG", Assert.Throws<ImageFormatException>(() => RgbImage.Decode(image.AsSpan()[..^12])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_progressive_jpeg_that_breaks_off_between_two_scans_is_truncated()
    {
        var whole = Golden.Encoded("progressive.jpg");
        var lastScan = whole.AsSpan().LastIndexOf<byte>([0xFF, 0xDA]);
        Assert.InRange(lastScan, whole.Length / 2, whole.Length);
        Assert.StartsWith("truncated JPEG", Assert.Throws<ImageFormatException>(() => RgbImage.Decode(whole.AsSpan(0, lastScan))).Message, StringComparison.Ordinal);
    }

    /// <summary>The files of <c>cases</c>: what cameras and broken uploads leave.</summary>
    [Theory]
    [InlineData("no-end-marker.jpg")]
    [InlineData("marker-like-bytes-before-end.jpg")]
    [InlineData("windows.jfif")]
    public void What_people_have_decodes_as_the_whole_file_does(string name)
        => Assert.Equal(RgbImage.Load(SharedData.Path("cases/whole.jpg")).Pixels, RgbImage.Load(SharedData.Path($"cases/{name}")).Pixels);

    [Fact]
    public void A_progressive_photograph_without_its_end_marker_decodes_as_with_it()
    {
        var data = File.ReadAllBytes(SharedData.Path("cases/no-end-marker-progressive.jpg"));
        Assert.Equal(RgbImage.Decode([.. data, .. End]).Pixels, RgbImage.Decode(data).Pixels);
    }

    [Fact]
    public void A_photograph_that_was_cut_off_in_its_scan_stays_refused()
        => Assert.Contains("truncated JPEG", Assert.Throws<ImageFormatException>(() => RgbImage.Load(SharedData.Path("cases/cut-in-scan.jpg"))).Message, StringComparison.Ordinal);

    /// <summary>Every photograph's end is found by its coded data alone, and none is whole without its last byte.</summary>
    [Theory]
    [InlineData("images/imagenet125")]
    [InlineData("images/coco64")]
    [InlineData("images/hymenoptera120/ants")]
    [InlineData("images/hymenoptera120/bees")]
    public void The_end_of_every_photograph_is_found(string folder)
    {
        foreach (var path in Directory.GetFiles(SharedData.Path(folder), "*.jp*g"))
        {
            var whole = File.ReadAllBytes(path);
            var data = whole.AsSpan(0, whole.AsSpan().LastIndexOf(End));
            Assert.True(Decoding.Jpeg.JpegCodedData.Close(data, long.MaxValue)!.Length <= data.Length + 2, path);
            Assert.Null(Decoding.Jpeg.JpegCodedData.Close(data[..^3], long.MaxValue));
        }
    }
}
