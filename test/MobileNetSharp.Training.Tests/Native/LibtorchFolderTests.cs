using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Devices;
using MobileNetSharp.Training.Native;

namespace MobileNetSharp.Training.Tests.Native;

/// <summary>Another libtorch than the package's: what is wrong with a folder is told in one line. That a right one is used, a test of the command shows.</summary>
public class LibtorchFolderTests
{
    [Fact]
    public void A_folder_without_libtorch_is_refused_with_what_is_expected()
    {
        using var folder = new TempFolder();
        var message = Refused(folder.Path);
        Assert.StartsWith($"{folder.Path}: there is no {NativeFiles.FileName("torch_cpu")} here, nor in lib or torch/lib below", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Once_Torch_is_loaded_it_is_too_late_for_another()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere a build with libtorch cannot use another");
        _ = TorchSharp.torch.zeros(1);
        using var folder = new TempFolder();
        File.WriteAllText(folder.File(NativeFiles.FileName("torch_cpu")), "");
        Assert.Contains("is loaded already", Refused(folder.Path), StringComparison.Ordinal);
        Assert.Null(LibtorchFolder.Current);
    }

    [Fact]
    public void No_folder_is_no_change()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(LibtorchFolder.Variable) is null, "the environment names one");
        LibtorchFolder.Use(null);
        Assert.Null(LibtorchFolder.Current);
    }

    static string Refused(string folder)
    {
        var message = Assert.Throws<TorchDeviceException>(() => LibtorchFolder.Use(folder)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
