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
    public void The_weakened_library_loads_on_every_host_and_is_in_no_folder()
    {
        _ = TorchSharp.torch.zeros(1);
        Assert.NotEqual(0, TorchLibrary.LoadWeakened(Path));
        var mapped = File.ReadLines("/proc/self/maps").Where(line => line.Contains("LibTorchSharp", StringComparison.Ordinal)).Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..]).Distinct();
        Assert.Contains("/memfd:libLibTorchSharp.so (deleted)", mapped);
    }

    [Fact]
    public void Each_library_in_memory_is_its_own()
    {
        var other = File.ReadAllBytes(NativeFiles.Find("torch") ?? throw new FileNotFoundException("libtorch.so came with no package."));
        _ = TorchSharp.torch.zeros(1);
        Assert.NotEqual(TorchLibrary.LoadWeakened(Path), NativeLoader.LoadFromMemory("other", other));
    }

    [Fact]
    public void What_is_not_a_library_is_refused_in_one_line_that_names_it()
    {
        using var folder = new TempFolder();
        var path = folder.File("libLibTorchSharp.so");
        File.WriteAllText(path, "not a library, and not as long as one is");
        var refused = Assert.ThrowsAny<Exception>(() => TorchLibrary.Load(path));
        Assert.True(refused is DllNotFoundException or BadImageFormatException, refused.GetType().Name);
        Assert.Contains(path, NativeLoader.Reason(refused), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', NativeLoader.Reason(refused));
        Assert.Throws<DllNotFoundException>(() => NativeLoader.LoadFromMemory("text", "not a library"u8));
    }

    [Fact]
    public void Memory_that_is_too_small_for_a_library_is_told_with_what_limits_it() =>
        Assert.Equal(
            "/a/libtorch_cpu.so: failed to map segment from shared object: the process's memory is limited (ulimit -v), or nothing can be run from this folder (noexec)",
            NativeLoader.Reason(new DllNotFoundException("Unable to load shared library.\n/a/libtorch_cpu.so: failed to map segment from shared object\n")));
}
