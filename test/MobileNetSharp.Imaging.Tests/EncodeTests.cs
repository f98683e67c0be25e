using MobileNetSharp.TestKit;

namespace MobileNetSharp.Imaging.Tests;

public sealed class EncodeTests
{
    /// <summary>Thrown inside a native callback it would end the process.</summary>
    [Fact]
    public void What_the_callers_stream_throws_reaches_the_caller()
    {
        var image = Golden.Noise(64, 48, 1);
        using var full = new FullDisk();
        Assert.Equal("full", Assert.Throws<IOException>(() => image.SavePng(full)).Message);
        Assert.Equal("full", Assert.Throws<IOException>(() => image.SaveJpeg(full)).Message);
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
        Assert.ThrowsAny<UnauthorizedAccessException>(() => Golden.Noise(4, 4, 1).SavePng(folder.Path));
    }

    sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("full");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("full");
    }
}
