using MobileNetSharp.Training.Devices;
using MobileNetSharp.Training.Native;
using TorchSharp;

namespace MobileNetSharp.Training.Tests.Devices;

public class TorchDeviceTests
{
    [Fact]
    public void The_processor_is_always_here() => Assert.Equal(DeviceType.CPU, TorchDevice.Parse("cpu").type);

    [Theory]
    [InlineData("cuda")]
    [InlineData("cuda:1")]
    public void A_build_without_CUDA_says_so_and_how_to_get_one(string name)
    {
        Assert.SkipWhen(NativeFiles.Has("torch_cuda"), "this build carries a CUDA package");
        var message = Assert.Throws<TorchDeviceException>(() => TorchDevice.Parse(name)).Message;
        Assert.Equal($"{name}: this build carries no CUDA package; build it with -p:Torch=cuda or use the libtorch of a PyTorch installation (docs/training.md), or use the device cpu.", message);
    }

    [Fact]
    public void A_machine_without_a_GPU_is_told_from_a_build_without_CUDA() => Assert.Equal(
        "cuda: libtorch finds no GPU with CUDA on this machine; check its driver (nvidia-smi), or use the device cpu.",
        Assert.Throws<TorchDeviceException>(() => TorchDevice.Present("cuda", 0, 0)).Message);

    [Theory]
    [InlineData(1, "cuda:4: this machine has one GPU, cuda:0.")]
    [InlineData(2, "cuda:4: this machine has 2 GPUs, cuda:0 to cuda:1.")]
    public void A_GPU_too_many_is_told_which_there_are(int count, string message) =>
        Assert.Equal(message, Assert.Throws<TorchDeviceException>(() => TorchDevice.Present("cuda:4", 4, count)).Message);

    [Fact]
    public void The_GPU_asked_for_is_taken() => Assert.Equal(1, TorchDevice.Present("cuda:1", 1, 2));

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("CUDA:x")]
    [InlineData("")]
    public void Another_word_is_refused(string name) => Assert.Equal(
        $"A device is cpu, cuda or cuda:n, not '{name}'.", Assert.Throws<TorchDeviceException>(() => TorchDevice.Parse(name)).Message);
}
