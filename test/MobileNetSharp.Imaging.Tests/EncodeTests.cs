using MobileNetSharp.TestKit;

namespace MobileNetSharp.Imaging.Tests;

public sealed class EncodeTests
{
    const string FullDisk = "/dev/full";

    /// <summary>Thrown inside a native callback it would end the process.</summary>
    [Fact]
    public void What_the_callers_stream_throws_at_any_byte_reaches_the_caller()
    {
        var image = Golden.Noise(24, 16, 1);
        foreach (var save in new Action<Stream>[] { stream => image.SavePng(stream), stream => image.SaveJpeg(stream) })
        {
            using var whole = new MemoryStream();
            save(whole);
            for (var good = 0; good <= whole.Length; good += good < 64 ? 1 : 29)
            {
                using var broken = new ThrowingStream(new byte[whole.Length], good);
                Assert.Equal("broken", Assert.Throws<IOException>(() => save(broken)).Message);
            }
        }
    }

    [Fact]
    public async Task What_a_stream_throws_while_it_is_read_reaches_the_caller()
    {
        foreach (var name in Golden.Names.DistinctBy(Path.GetExtension))
        {
            var encoded = Golden.Encoded(name);
            for (var good = 0; good < encoded.Length; good += good < 64 ? 1 : 97)
            {
                using var broken = new ThrowingStream(encoded, good);
                Assert.Equal("broken", Assert.Throws<IOException>(() => RgbImage.Decode(broken)).Message);
                using var again = new ThrowingStream(encoded, good);
                Assert.Equal("broken", (await Assert.ThrowsAsync<IOException>(() => RgbImage.DecodeAsync(again, cancellationToken: TestContext.Current.CancellationToken))).Message);
            }
        }
    }

    [Fact]
    public void A_full_disk_is_an_error_of_the_file_system_that_names_the_file()
    {
        Assert.SkipUnless(File.Exists(FullDisk), $"there is no {FullDisk}");
        var image = Golden.Noise(64, 48, 1);
        Assert.StartsWith($"{FullDisk}: ", Assert.Throws<IOException>(() => image.SavePng(FullDisk)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{FullDisk}: ", Assert.Throws<IOException>(() => image.SaveJpeg(FullDisk)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_JPEG_file_and_stream_are_the_same_and_larger_at_a_higher_quality()
    {
        using var folder = new TempFolder();
        var image = Golden.Noise(64, 48, 1);
        image.SaveJpeg(folder.File("a.jpg"), quality: 90);
        using var stream = new MemoryStream();
        image.SaveJpeg(stream, quality: 90);
        Assert.Equal(stream.ToArray(), File.ReadAllBytes(folder.File("a.jpg")));

        var read = RgbImage.Load(folder.File("a.jpg"));
        Assert.Equal((64, 48), (read.Width, read.Height));
        using var small = new MemoryStream();
        image.SaveJpeg(small, quality: 20);
        Assert.InRange(small.Length, 100, stream.Length - 100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_outside_1_to_100_is_refused_before_a_file_is_made(int quality)
    {
        using var folder = new TempFolder();
        Assert.Throws<ArgumentOutOfRangeException>(() => Golden.Noise(4, 4, 1).SaveJpeg(folder.File("a.jpg"), quality));
        Assert.False(File.Exists(folder.File("a.jpg")));
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_an_error_of_the_file_system()
    {
        using var folder = new TempFolder();
        Assert.Contains("this is a folder", Assert.Throws<IOException>(() => Golden.Noise(4, 4, 1).SavePng(folder.Path)).Message, StringComparison.Ordinal);
    }
}
