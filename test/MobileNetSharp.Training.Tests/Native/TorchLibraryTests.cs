using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Native;

namespace MobileNetSharp.Training.Tests.Native;

/// <summary>TorchSharp's native library loads where the host's libstdc++ is older than it asks for.</summary>
public class TorchLibraryTests
{
    const string Version = "GLIBCXX_3.4.32";

    static string Path
    {
        get
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "only the library for Linux asks for a version of libstdc++");
            return NativeFiles.Find(NativeFiles.TorchSharp) ?? throw new FileNotFoundException("libLibTorchSharp.so came with no package.");
        }
    }

    [Fact]
    public void One_bit_is_changed_and_no_other()
    {
        var (before, after) = (File.ReadAllBytes(Path), File.ReadAllBytes(Path));
        Assert.True(VersionNeeds.Weaken(after, Version));
        var changed = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).ToList();
        Assert.Equal(2, before[Assert.Single(changed)] ^ after[changed[0]]);
    }

    [Theory]
    [InlineData("GLIBCXX_9.9.9")]
    [InlineData("GLIBCXX_3.4.3")]
    [InlineData("")]
    public void A_version_that_is_not_asked_for_is_not_found(string version)
    {
        var bytes = File.ReadAllBytes(Path);
        Assert.False(VersionNeeds.Weaken(bytes, version));
        Assert.Equal(File.ReadAllBytes(Path), bytes);
    }

    [Fact]
    public void What_is_no_ELF_file_is_left_alone()
    {
        Assert.False(VersionNeeds.Weaken(new byte[10], Version));
        Assert.False(VersionNeeds.Weaken("MZ: not an ELF file, though it is as long as the header of one is, and a little longer."u8.ToArray(), Version));
    }

    [Fact]
    public void Other_versions_of_the_same_library_stay_needed()
    {
        var bytes = File.ReadAllBytes(Path);
        Assert.True(VersionNeeds.Weaken(bytes, Version));
        var once = bytes.ToArray();
        Assert.True(VersionNeeds.Weaken(bytes, Version));
        Assert.Equal(once, bytes);
    }

    [Fact]
    public void The_weakened_library_loads_on_every_host_and_leaves_no_file()
    {
        _ = TorchSharp.torch.zeros(1);
        var before = Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), "mobilenetsharp-*").Count();
        Assert.NotEqual(0, TorchLibrary.LoadWeakened(Path));
        Assert.True(Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), "mobilenetsharp-*").Count() <= before);
    }

    [Fact]
    public void A_file_that_is_refused_for_another_reason_is_not_touched()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("libLibTorchSharp.so"), "not a library");
        Assert.False(TorchLibrary.LacksVersion(folder.File("libLibTorchSharp.so")));
    }
}
