using MobileNetSharp.Formats.Safetensors;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Checkpoints;
using MobileNetSharp.Training.Classification;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Tests.Transfer;

/// <summary>What is kept to save time is used only where it is whole: otherwise it is computed again.</summary>
public sealed class FeatureCacheTests : IDisposable
{
    static readonly FeatureCache Train = new([1, 2, 3, 4, 5, 6], [0, 2]), Validation = new([7, 8, 9], [0]);

    readonly TempFolder folder = new();
    readonly string path;

    public FeatureCacheTests()
    {
        path = folder.File("features.safetensors");
        FeatureCache.Save(path, 1, Train, Validation);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Features_come_back_for_their_phase()
    {
        var read = FeatureCache.Read(path, 1);
        Assert.NotNull(read);
        foreach (var (expected, found) in new[] { (Train, read.Value.Train), (Validation, read.Value.Validation) })
        {
            Assert.Equal(expected.Values, found.Values);
            Assert.Equal(expected.Indices, found.Indices);
        }

        Assert.Null(FeatureCache.Read(path, 2));
    }

    [Fact]
    public void A_file_that_is_changed_or_cut_anywhere_is_not_used()
    {
        var file = File.ReadAllBytes(path);
        for (var at = 0; at < file.Length; at++)
        {
            byte[] flipped = [.. file];
            flipped[at] ^= 1;
            foreach (var damaged in new[] { flipped, file[..at] })
            {
                File.WriteAllBytes(path, damaged);
                Assert.Null(FeatureCache.Read(path, 1));
            }
        }
    }

    [Theory]
    [InlineData("train"), InlineData("train.indices"), InlineData("validation"), InlineData("validation.indices")]
    public void A_file_that_lacks_a_tensor_or_has_another_is_not_used(string name)
    {
        Write(tensors => tensors.Remove(name));
        Assert.Null(FeatureCache.Read(path, 1));
        FeatureCache.Save(path, 1, Train, Validation);
        Write(tensors => tensors[name] = Tensor.FromInt64([1], [1]));
        Assert.Null(FeatureCache.Read(path, 1));
    }

    void Write(Action<Dictionary<string, Tensor>> change)
    {
        var file = SafetensorsFile.Read(File.ReadAllBytes(path));
        var (metadata, tensors) = (file.Metadata.ToDictionary(), file.Tensors.ToDictionary());
        change(tensors);
        metadata[CheckpointChecksum.Key] = CheckpointChecksum.Compute(metadata, tensors);
        using var stream = File.Create(path);
        new SafetensorsFile(metadata, tensors).Write(stream);
    }
}
