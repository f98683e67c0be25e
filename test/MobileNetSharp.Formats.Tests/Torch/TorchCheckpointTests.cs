using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Graphs;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Formats.Tests.Torch;

public class TorchCheckpointTests
{
    [Theory]
    [InlineData("zip")]
    [InlineData("legacy")]
    public void Every_type_and_every_view_is_read_from_both_containers(string container)
    {
        using var checkpoint = TorchCheckpoint.Read(TorchFiles.Golden($"types_{container}.pth"));
        (string Name, ElementType Type, int[] Shape, float[] Values)[] expected =
        [
            ("float32", ElementType.Float32, [2, 3], [0, 1, 2, 3, 4, 5]),
            ("float16", ElementType.Float16, [3], [0, 1, 2]),
            ("bfloat16", ElementType.BFloat16, [3], [0, 1, 2]),
            ("int8", ElementType.Int8, [7], [-3, -2, -1, 0, 1, 2, 3]),
            ("uint8", ElementType.UInt8, [3], [0, 1, 2]),
            ("int32", ElementType.Int32, [3], [0, 1, 2]),
            ("int64", ElementType.Int64, [], [1L << 40]),
            ("empty", ElementType.Float32, [0, 5], []),
            ("parameter", ElementType.Float32, [2], [0, 1]),
            ("shared.all", ElementType.Float32, [24], [.. Enumerable.Range(0, 24)]),
            ("shared.part", ElementType.Float32, [6], [4, 5, 6, 7, 8, 9]),
            ("shared.transposed", ElementType.Float32, [6, 4], [0, 6, 12, 18, 1, 7, 13, 19, 2, 8, 14, 20, 3, 9, 15, 21, 4, 10, 16, 22, 5, 11, 17, 23]),
            ("shared.stepped", ElementType.Float32, [2, 2], [6, 9, 18, 21]),
        ];
        Assert.Equal(expected.Select(tensor => tensor.Name), checkpoint.Tensors.Select(tensor => tensor.Key));
        foreach (var ((_, type, shape, values), (_, tensor)) in expected.Zip(checkpoint.Tensors))
        {
            Assert.Equal(type, tensor.Type);
            Assert.Equal(shape, tensor.Shape);
            Assert.Equal(values, tensor.ToFloats());
        }
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("legacy")]
    public void A_training_checkpoint_gives_its_state_dict_without_the_prefix_of_DataParallel(string container)
    {
        using var checkpoint = TorchCheckpoint.Read(TorchFiles.Golden($"training_{container}.pth"));
        Assert.Equal(["a", "b"], checkpoint.Tensors.Select(tensor => tensor.Key));
        Assert.Equal([1, 1], checkpoint.Tensors[0].Value.ToFloats());
    }

    [Theory]
    [InlineData("double_zip.pth", "torch.DoubleStorage")]
    [InlineData("double_legacy.pth", "torch.DoubleStorage")]
    [InlineData("script.pth", "TorchScript")]
    [InlineData("expanded.pth", "overlaps itself")]
    public void Anything_but_a_state_dict_of_known_types_is_refused_by_its_name(string file, string name)
    {
        var path = Repository.Path($"test/data/golden/torch/{file}");
        var refusal = Assert.Throws<ModelFormatException>(() => TorchCheckpoint.Read(path));
        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(path, refusal.Path);
    }

    [Fact]
    public void UltraFaces_legacy_checkpoint_has_its_244_tensors()
    {
        using var checkpoint = TorchCheckpoint.Read(SharedData.Path("models/ultraface_rfb_320.pth"));
        Assert.Equal(244, checkpoint.Tensors.Length);
        Assert.Equal(281_135, checkpoint.Tensors.Sum(tensor => tensor.Value.Count));
        Assert.All(checkpoint.Tensors, tensor => Assert.All(tensor.Value.ToFloats(), value => Assert.True(float.IsFinite(value))));
    }
}
