using System.Text;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Imaging.Tests;

/// <summary>Messages for wrong input.</summary>
public sealed class InputErrorTests
{
    [Fact]
    public void A_missing_file_a_folder_and_a_broken_link_are_named()
    {
        using var folder = new TempFolder();
        var (missing, link) = (folder.File("missing.jpg"), folder.File("link.jpg"));
        File.CreateSymbolicLink(link, missing);
        Assert.Equal($"{missing}: no such file.", Assert.Throws<FileNotFoundException>(() => RgbImage.Load(missing)).Message);
        Assert.Throws<FileNotFoundException>(() => RgbImage.Load(folder.File("no folder/photo.jpg")));
        Assert.Equal($"{link}: links to {missing}, which does not exist.", Assert.Throws<FileNotFoundException>(() => RgbImage.Load(link)).Message);
        Assert.Equal($"{folder.Path}: is a folder; give the path of an image file.", Assert.Throws<IOException>(() => RgbImage.Load(folder.Path)).Message);
        Assert.Throws<ArgumentException>(() => RgbImage.Load(""));
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "permissions do not bind this user");
        using var folder = new TempFolder();
        var path = folder.File("secret.jpg");
        File.WriteAllBytes(path, Golden.Encoded("rgb.png"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.None);
        Assert.Equal($"{path}: access denied; check the file's permissions.", Assert.Throws<UnauthorizedAccessException>(() => RgbImage.Load(path)).Message);
    }

    [Theory]
    [InlineData(new byte[0], "empty: 0 bytes")]
    [InlineData(new byte[] { 0x68, 0x65, 0x6C, 0x6C, 0x6F }, "not an image: starts with the bytes 68656C6C6F")]
    [InlineData(new byte[] { 0x49, 0x49, 42, 0, 8, 0, 0, 0 }, "truncated TIFF")]
    [InlineData(new byte[] { 0x49, 0x49, 42, 0, 16, 0, 0, 0, 0x43, 0x52, 2, 0 }, "a raw camera file, which cannot be read; save it as JPEG or PNG")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 }, "JPEG of 4 bytes: the header is damaged or cut off")]
    public void A_file_that_is_not_an_image_is_named_with_what_was_found(byte[] content, string found)
    {
        using var folder = new TempFolder();
        var path = folder.File("photo.jpg");
        File.WriteAllBytes(path, content);
        var message = Assert.Throws<ImageFormatException>(() => RgbImage.Load(path)).Message;
        Assert.StartsWith($"{path}: {found}", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("....ftypheic....mif1heic", "a HEIC image")]
    [InlineData("....ftypmif1....mif1heic", "a HEIC image")]
    [InlineData("....ftypavif....avifmif1", "an AVIF image")]
    [InlineData("....ftypmif1....avifmif1", "an AVIF image")]
    [InlineData("....ftypcrx ....crx isom", "a raw camera file")]
    [InlineData("....ftypisom....isomiso2", "a HEIF image or a video file")]
    [InlineData("\0\0\0\fJXL ", "a JPEG XL image")]
    [InlineData("\0\0\0\fjP  ", "a JPEG 2000 image")]
    [InlineData("%PDF-1.7", "a PDF document")]
    public void A_format_that_is_not_read_is_named_with_what_to_do(string content, string format)
    {
        var message = Assert.Throws<ImageFormatException>(() => RgbImage.Decode(Encoding.Latin1.GetBytes(content))).Message;
        Assert.Equal($"{format}, which cannot be read; save it as JPEG or PNG.", message);
    }

    [Fact]
    public void An_image_above_the_callers_limit_is_refused_and_one_at_the_limit_is_not()
    {
        var file = Golden.Encoded("rgb.png");
        Assert.Contains("31x23", Assert.Throws<ImageFormatException>(() => RgbImage.Decode(file, maxPixels: 31 * 23 - 1)).Message, StringComparison.Ordinal);
        Assert.Equal(31, RgbImage.Decode(file, maxPixels: 31 * 23).Width);
    }

    [Fact]
    public void An_endless_stream_is_refused()
    {
        using var stream = new TricklingStream(Golden.Encoded("rgb.png"), endless: true);
        Assert.Contains("256 MiB", Assert.Throws<ImageFormatException>(() => RgbImage.Decode(stream)).Message, StringComparison.Ordinal);
    }
}
