using System.Diagnostics.CodeAnalysis;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>The constants of a file by name: initializers, read when they are first asked for, and what is computed from them.</summary>
sealed class OnnxConstants
{
    readonly Dictionary<string, TensorProto> stored = new(StringComparer.Ordinal);
    readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
    readonly Dictionary<string, Tensor> transposed = new(StringComparer.Ordinal);

    public OnnxConstants(IEnumerable<TensorProto> initializers)
    {
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
        tensors.Add(name, tensor = OnnxTensors.Read(proto));
        return true;
    }

    public void Add(string name, Tensor tensor) => tensors.Add(name, tensor);

    /// <summary>A matrix with its axes exchanged; made once, however many nodes ask.</summary>
    public Tensor Transposed(string name, Tensor matrix)
    {
        if (!transposed.TryGetValue(name, out var result))
            transposed.Add(name, result = OnnxFolding.Transpose(matrix));
        return result;
    }
}
