using System.Buffers.Binary;
using MobileNetSharp.Formats.Darknet;
using MobileNetSharp.Formats.Keras;
using MobileNetSharp.Formats.Keras.Hdf5;
using MobileNetSharp.Formats.Safetensors;

namespace MobileNetSharp.Formats;

/// <summary>The kinds of model files.</summary>
public enum ModelFormat
{
    /// <summary>safetensors with the model card in its metadata: MobileNetSharp's own model file (<c>.safetensors</c>).</summary>
    Safetensors,

    /// <summary>ONNX (<c>.onnx</c>).</summary>
    Onnx,

    /// <summary>TensorFlow Lite (<c>.tflite</c>).</summary>
    TfLite,

    /// <summary>A PyTorch checkpoint with a state dict (<c>.pth</c>, <c>.pt</c>).</summary>
    Torch,

    /// <summary>A Keras model (<c>.h5</c>, <c>.keras</c>).</summary>
    Keras,

    /// <summary>Weights of Darknet's YOLOv2, with the network in a <c>.cfg</c> beside them (<c>.weights</c>).</summary>
    Darknet,
}

/// <summary>Which format a file has: by its first bytes, or by its extension.</summary>
static class ModelFormats
{
    static readonly (string Extension, ModelFormat Format, bool Writable)[] Extensions =
    [
        (".safetensors", ModelFormat.Safetensors, true),
        (".onnx", ModelFormat.Onnx, true),
        (".tflite", ModelFormat.TfLite, true),
        (".pth", ModelFormat.Torch, false),
        (".pt", ModelFormat.Torch, false),
        (".h5", ModelFormat.Keras, false),
        (".hdf5", ModelFormat.Keras, false),
        (".keras", ModelFormat.Keras, false),
        (".weights", ModelFormat.Darknet, false),
    ];

    /// <summary>The bytes at a file's beginning that tell its format.</summary>
    public const int HeadBytes = 64;

    /// <summary>The format by the beginning of the content, or else by extension, so that a wrong extension does no harm.</summary>
    public static ModelFormat Detect(ReadOnlySpan<byte> file, string path)
    {
        if (file.IsEmpty)
            throw new ModelFormatException("The file is empty.");
        return ByContent(file) ?? ByExtension(path)
            ?? throw new ModelFormatException($"This is not a model file that can be read: {List(writableOnly: false)}.");
    }

    /// <summary>The format to write by a path's extension.</summary>
    public static ModelFormat ForWriting(string path)
    {
        foreach (var (extension, format, writable) in Extensions)
        {
            if (writable && path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                return format;
        }

        var found = Path.GetExtension(path) is { Length: > 0 } other ? $"the extension '{other}'" : "no extension";
        throw new NotSupportedException(
            $"{path}: A model cannot be written to a file with {found}; what can be written: {List(writableOnly: true)}; read: {List(writableOnly: false)}.");
    }

    /// <summary>The format of the path's extension; null for an unknown one.</summary>
    public static ModelFormat? ByExtension(string path)
    {
        foreach (var (extension, format, _) in Extensions)
        {
            if (path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                return format;
        }

        return null;
    }

    static ModelFormat? ByContent(ReadOnlySpan<byte> file)
    {
        if (file.Length > 8 && file[4..].StartsWith("TFL3"u8))
            return ModelFormat.TfLite;
        if (file.StartsWith(Hdf5File.Signature) || KerasReader.IsArchive(file))
            return ModelFormat.Keras;
        if (file.StartsWith("PK\x03\x04"u8) || (file.Length > 2 && file[0] == 0x80 && file[1] is >= 1 and <= 5))
            return ModelFormat.Torch;
        if (file.Length > 8 && file[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(file) <= SafetensorsFile.MaxHeaderBytes)
            return ModelFormat.Safetensors;
        if (DarknetReader.HasHeader(file))
            return ModelFormat.Darknet;
        return file[0] == 0x08 ? ModelFormat.Onnx : null; // ModelProto's first field, ir_version
    }

    static string List(bool writableOnly) =>
        string.Join(", ", Extensions.Where(entry => entry.Writable || !writableOnly).Select(entry => entry.Extension));
}
