using MobileNetSharp.Files;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Tests.Files;

/// <summary>A failed write is reported under the name that the caller gave, and leaves nothing behind.</summary>
public sealed class AtomicFileTests : IDisposable
{
    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("No space left on device : '{0}/.out.bin.x.partial'", "No space left on device")]
    [InlineData("Read-only file system : '{0}/.out.bin.x.partial'", "Read-only file system")]
    [InlineData("The network is down.", "The network is down")]
    public void The_message_names_the_file_that_was_asked_for(string system, string reason)
    {
        var path = folder.File("out.bin");
        var e = Assert.Throws<IOException>(() => AtomicFile.Write(path, _ => throw new IOException(string.Format(null, system, folder.Path))));
        Assert.Equal($"{path}: cannot be written: {reason}.", e.Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Access_denied_and_a_missing_folder_are_named_too()
    {
        var path = folder.File("out.bin");
        Assert.Equal($"{path}: access denied.", Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.Write(path, _ => throw new UnauthorizedAccessException("x"))).Message);
        var missing = folder.File("none/out.bin");
        Assert.Equal($"{missing}: cannot be written: no such folder.", Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(missing, _ => { })).Message);
    }

    [Fact]
    public void A_name_may_be_as_long_as_the_system_allows()
    {
        var path = folder.File(new string('n', 251) + ".bin");
        AtomicFile.Write(path, stream => stream.WriteByte(1));
        Assert.Equal([1], File.ReadAllBytes(path));
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows limits the whole path");
        var longer = folder.File(new string('n', 252) + ".bin");
        Assert.Equal($"{longer}: cannot be written: the path or a name in it is too long.", Assert.ThrowsAny<IOException>(() => AtomicFile.Write(longer, _ => { })).Message);
    }

    [Fact]
    public void A_device_is_written_to_and_not_replaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux's device of a full disk");
        var e = Assert.Throws<IOException>(() => AtomicFile.Write("/dev/full", stream => stream.Write(new byte[1 << 16])));
        Assert.Equal("/dev/full: cannot be written: No space left on device.", e.Message);
        Assert.True(FileErrors.IsDiskFull(e));
    }

    [Fact]
    public void A_file_in_memory_is_written_as_any_other()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "needs Linux's files in memory");
        var folder = Directory.CreateDirectory($"/dev/shm/{Path.GetRandomFileName()}").FullName;
        try
        {
            var path = Path.Combine(folder, "model");
            AtomicFile.Write(path, stream => stream.WriteByte(1));
            Assert.Equal([1], File.ReadAllBytes(path));
            Assert.Equal([path], Directory.EnumerateFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
