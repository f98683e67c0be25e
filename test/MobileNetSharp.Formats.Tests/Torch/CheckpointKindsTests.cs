using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Tests.Torch;

/// <summary>The network's tensors are found in what training scripts save around them.</summary>
public class CheckpointKindsTests
{
    [Theory]
    [InlineData("compiled")]
    [InlineData("compiled_parallel")]
    [InlineData("torchvision_script")]
    [InlineData("average_first")]
    [InlineData("tutorial")]
    [InlineData("lightning")]
    [InlineData("other_name")]
    [InlineData("protocol_4")]
    [InlineData("command")]
    public void The_network_is_found_and_everything_else_passed_over(string kind)
    {
        using var checkpoint = TorchCheckpoint.Read(TorchFiles.Golden($"kind_{kind}.pth"));
        Assert.Equal(["a", "b"], checkpoint.Tensors.Select(tensor => tensor.Key));
        Assert.Equal([1, 1], checkpoint.Tensors[0].Value.ToFloats());
    }

    [Fact]
    public void An_average_is_read_where_there_is_nothing_else()
    {
        using var checkpoint = TorchCheckpoint.Read(TorchFiles.Golden("kind_average_only.pth"));
        Assert.Equal(["n_averaged", "a", "b"], checkpoint.Tensors.Select(tensor => tensor.Key));
    }

    [Theory]
    [InlineData("parallel_module", ElementType.Float32)]
    [InlineData("detector", ElementType.Float16)]
    public void A_module_that_was_saved_whole_gives_the_tensors_of_its_state_dict(string kind, ElementType type)
    {
        using var checkpoint = TorchCheckpoint.Read(TorchFiles.Golden($"kind_{kind}.pth"));
        Assert.Equal(
            ["a.weight", "a.bias", "b.weight", "b.bias", "b.running_mean", "b.running_var", "b.num_batches_tracked"],
            checkpoint.Tensors.Select(tensor => tensor.Key));
        Assert.All(checkpoint.Tensors.SkipLast(1).Index(), tensor =>
        {
            Assert.Equal(type, tensor.Item.Value.Type);
            Assert.All(tensor.Item.Value.ToFloats(), value => Assert.Equal(tensor.Index, value, 1e-6));
        });
    }

    [Theory]
    [InlineData("module_zip.pth")]
    [InlineData("module_legacy.pth")]
    public void A_module_is_read_from_both_containers(string file)
    {
        using var checkpoint = TorchCheckpoint.Read(TorchFiles.Golden(file));
        Assert.Equal(["weight", "bias"], checkpoint.Tensors.Select(tensor => tensor.Key));
    }
}
