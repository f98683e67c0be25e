using System.Diagnostics;
using MobileNetSharp.Files;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Tests.Files;

/// <summary>What is read into memory has a size that is known before.</summary>
public sealed class BoundedFileTests : IDisposable
{
    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("grün\r\n\nblau", "grün|\0|blau")]
    [InlineData("\uFEFFa\n", "a")]
    public void Text_and_lines_are_read_as_they_are(string text, string lines)
    {
        var path = folder.File("a.txt");
        File.WriteAllText(path, text);
        Assert.Equal(text.TrimStart('\uFEFF'), BoundedFile.ReadText(path));
        Assert.Equal(lines.Replace("\0", "", StringComparison.Ordinal).Split('|'), BoundedFile.ReadLines(path));
        Assert.Equal(File.ReadAllBytes(path), BoundedFile.ReadBytes(path, 100));
    }

    [Fact]
    public void A_file_of_the_limit_is_read_and_one_byte_more_is_refused()
    {
        var path = folder.File("a.txt");
        File.WriteAllText(path, "12345");
        Assert.Equal("12345", BoundedFile.ReadText(path, 5));
        Assert.StartsWith($"{path}: ", Assert.Throws<IOException>(() => BoundedFile.ReadText(path, 4)).Message);
        Assert.Throws<IOException>(() => BoundedFile.ReadBytes(path, 4));
        Assert.Equal("12345"u8, BoundedFile.ReadBytes(new MemoryStream("12345"u8.ToArray()), "-", 5));
        Assert.StartsWith("-: ", Assert.Throws<IOException>(() => BoundedFile.ReadBytes(new MemoryStream("12345"u8.ToArray()), "-", 4)).Message);
        Assert.Throws<IOException>(() => BoundedFile.ReadLines(path, 4).ToList());
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void A_line_of_the_limit_is_read_and_one_byte_more_is_refused_with_its_number(string end)
    {
        var path = folder.File("a.csv");
        var longest = new string('x', BoundedFile.MaximumLineBytes);
        File.WriteAllText(path, $"first{end}{longest}{end}{longest}");
        Assert.Equal(["first", longest, longest], BoundedFile.ReadLines(path));
        File.WriteAllText(path, $"first{end}{longest}{end}{longest}x");
        Assert.Contains(": line ", Assert.Throws<IOException>(() => BoundedFile.ReadLines(path).Count()).Message);
    }

    [Fact]
    public void Folders_and_missing_files_are_named()
    {
        Assert.Equal($"{folder.Path}: this is a folder; a file is expected.", Assert.Throws<IOException>(() => BoundedFile.ReadText(folder.Path)).Message);
        Assert.Throws<FileNotFoundException>(() => BoundedFile.ReadText(folder.File("none")));
    }

    /// <summary>A shell gives a command's output as such a path.</summary>
    [Fact]
    public void A_pipe_that_is_open_already_is_read_to_its_end_but_not_beyond_the_limit()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's paths of open files");
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        pipe.Write("ant\nbee\n"u8);
        var path = $"/proc/self/fd/{pipe.GetClientHandleAsString()}";
        pipe.Dispose();
        Assert.SkipUnless(File.Exists(path), "the pipe's path cannot be opened here");
        Assert.Equal("ant\nbee\n", BoundedFile.ReadText(path));
    }

    [Fact]
    public void A_link_is_as_large_as_its_target_and_a_pipe_by_name_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs links, pipes and devices as files");
        File.WriteAllText(folder.File("large.txt"), new string('x', 1000));
        File.CreateSymbolicLink(folder.File("link.txt"), folder.File("large.txt"));
        Assert.Throws<IOException>(() => BoundedFile.ReadText(folder.File("link.txt"), 999));
        using var make = Process.Start("mkfifo", [folder.File("pipe")]);
        make.WaitForExit();
        foreach (var path in new[] { folder.File("pipe"), "/dev/zero", "/dev/urandom" })
            Assert.Equal($"{path}: empty: 0 bytes, or not a regular file.", Assert.Throws<IOException>(() => BoundedFile.ReadText(path)).Message);
    }
}
