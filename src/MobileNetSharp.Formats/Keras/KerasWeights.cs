using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MobileNetSharp.Formats.Keras.Hdf5;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Keras;

/// <summary>The weights of a file, in Keras's own layouts.</summary>
abstract class KerasWeights(Hdf5File file)
{
    protected Hdf5File File { get; } = file;

    /// <summary>
    /// A weight of a layer: by name, where the file has names (several where versions of Keras differ), or by its position
    /// among the layer's weights. Throws where it is missing or has another shape.
    /// </summary>
    public Tensor Read(KerasLayer layer, int position, ImmutableArray<int> shape, params ReadOnlySpan<string> names)
    {
        var found = Find(layer, position, names);
        if (found is null || !found.IsDataset)
            throw layer.Fault($"its weight '{names[0]}' is not in the file");
        var dataset = new Hdf5Dataset(File, found);
        if (!dataset.Axes.AsSpan().SequenceEqual(shape.AsSpan()))
            throw layer.Fault($"its weight '{names[0]}' is [{string.Join(", ", dataset.Axes)}], not [{string.Join(", ", shape)}]");
        var bytes = dataset.Read();
        return dataset.Type.Kind switch
        {
            Hdf5Kind.Float32 => new(ElementType.Float32, shape, bytes),
            Hdf5Kind.Float16 => new(ElementType.Float16, shape, bytes),
            Hdf5Kind.BFloat16 => new(ElementType.BFloat16, shape, bytes),
            Hdf5Kind.Float64 => Single(shape, bytes),
            _ => throw layer.Fault($"its weight '{names[0]}' has elements that are not floats"),
        };
    }

    protected abstract Hdf5Object? Find(KerasLayer layer, int position, ReadOnlySpan<string> names);

    Tensor Single(ImmutableArray<int> shape, ReadOnlyMemory<byte> doubles)
    {
        File.Spend(doubles.Length);
        var values = MemoryMarshal.Cast<byte, double>(doubles.Span);
        var singles = new float[values.Length];
        for (var i = 0; i < singles.Length; i++)
            singles[i] = (float)values[i];
        return Tensor.FromFloats(shape, singles);
    }
}
