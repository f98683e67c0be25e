using System.Globalization;
using MobileNetSharp.Formats.Onnx.Schema;

namespace MobileNetSharp.Formats.Onnx;

/// <summary>The data of tensors that lie in other files (https://onnx.ai/onnx/repo-docs/ExternalData.html).</summary>
sealed class OnnxExternalData(ModelFiles files)
{
    /// <summary>Some files use a tensor twice; more would let a small file stand for large weights.</summary>
    const int Multiple = 2;

    /// <summary>By the memory of each file, which a file has once, whatever paths lead to it.</summary>
    readonly Dictionary<ReadOnlyMemory<byte>, long> used = [];

    /// <summary>The bytes of a tensor that takes so many. Throws <see cref="ModelFormatException"/>.</summary>
    public ReadOnlyMemory<byte> Read(TensorProto tensor, long sizeBytes, int elementBytes)
    {
        var location = Entry(tensor, "location") ?? throw Fault(tensor, "it does not say which file its data is in");
        var (offset, length) = (Number(tensor, "offset") ?? 0, Number(tensor, "length") ?? sizeBytes);
        if (length != sizeBytes)
            throw Fault(tensor, $"it takes {sizeBytes} bytes, has {length} of the data file '{location}'");
        var file = files.Beside(location);
        if (offset > file.Length - sizeBytes)
            throw Fault(tensor, $"it needs {sizeBytes} bytes at byte {offset} of the data file '{location}', which has {file.Length}: the file is cut short, or of another model");
        used[file] = used.GetValueOrDefault(file) + sizeBytes;
        if (used[file] > (long)Multiple * file.Length)
            throw Fault(tensor, $"the tensors so far take {used[file]} bytes of the data file '{location}', which has {file.Length}");
        return FileBytes.Aligned(file, (int)offset, (int)sizeBytes, elementBytes);
    }

    static long? Number(TensorProto tensor, string key)
    {
        if (Entry(tensor, key) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Fault(tensor, $"the {key} of its data must be a whole number of bytes, is '{text}'");
    }

    static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;

    static ModelFormatException Fault(TensorProto tensor, string what) => new($"The tensor '{tensor.Name}': {what}.");
}
