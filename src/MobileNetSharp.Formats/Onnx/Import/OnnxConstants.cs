using System.Diagnostics.CodeAnalysis;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>The constants of a file by name: initializers, read when they are first asked for, and what is computed from them.</summary>
sealed class OnnxConstants
{
    /// <summary>What is computed from constants may take so much more than they do; without a limit a small file could fill the memory.</summary>
    const int Multiple = 4;
    const int BaseBytes = 1 << 17;

    readonly Dictionary<string, TensorProto> stored = new(StringComparer.Ordinal);
    readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
    readonly Dictionary<(string Name, string Order), Tensor> transposed = [];
    readonly OnnxExternalData external;
    long readBytes, computedBytes;

    public OnnxConstants(IEnumerable<TensorProto> initializers, OnnxExternalData external)
    {
        this.external = external;
        foreach (var initializer in initializers)
        {
            if (!stored.TryAdd(initializer.Name, initializer))
                throw new ModelFormatException($"The initializer '{initializer.Name}' occurs twice.");
        }
    }

    public bool Contains(string name) => stored.ContainsKey(name) || tensors.ContainsKey(name);

    public bool TryGet(string name, [MaybeNullWhen(false)] out Tensor tensor)
    {
        if (tensors.TryGetValue(name, out tensor))
            return true;
        if (!stored.TryGetValue(name, out var proto))
            return false;
        tensors.Add(name, tensor = Read(proto));
        return true;
    }

    /// <summary>A tensor of the file, wherever its data is.</summary>
    public Tensor Read(TensorProto proto)
    {
        var tensor = OnnxTensors.Read(proto, external);
        readBytes += tensor.Bytes.Length;
        return tensor;
    }

    /// <summary>Notes that so many bytes are computed from the file's constants.</summary>
    public void Spend(long sizeBytes)
    {
        computedBytes += sizeBytes;
        if (computedBytes > BaseBytes + (Multiple * readBytes))
            throw new ModelFormatException("Not a network: the file computes far more constants than it holds.");
    }

    public void Add(string name, Tensor tensor) => tensors.Add(name, tensor);

    /// <summary>A constant with its axes in another order; made once, however many nodes ask.</summary>
    public Tensor Transposed(string name, Tensor tensor, ReadOnlySpan<int> order)
    {
        var key = (name, string.Join(' ', order.ToArray()));
        if (!transposed.TryGetValue(key, out var result))
        {
            Spend(tensor.Bytes.Length);
            transposed.Add(key, result = OnnxFolding.Transpose(tensor, order));
        }

        return result;
    }
}
