using System.Collections.Frozen;
using MobileNetSharp.Files;
using MobileNetSharp.Formats.Keras;
using MobileNetSharp.Formats.Onnx;
using MobileNetSharp.Formats.Safetensors;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Transforms;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats;

/// <summary>Reads and writes models in every format that MobileNetSharp knows.</summary>
public static class ModelFile
{
    /// <summary>Names that exporters give to every graph; the name of the file says more.</summary>
    static readonly FrozenSet<string> GenericNames =
        FrozenSet.Create(StringComparer.Ordinal, "", "main", "main_graph", "torch_jit", "torch-jit-export", "tf2onnx", "tflite", "onnx");

    /// <summary>
    /// The model in a file, by its content, then by its extension; weights stay in the mapped file, which the model owns until it is disposed.
    /// Throws <see cref="ModelFormatException"/>, <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>, each naming the path.
    /// </summary>
    public static Model Load(string path, ReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = FileBytes.Open(path);
        try
        {
            var model = Read(file, ModelFormats.Detect(file.Memory.Span, path), options ?? new());
            if (model.Card.Labels.IsEmpty && TeachableMachine.LabelsBeside(path, model) is { } labels)
                model = model.WithCard(KnownModels.Describe(model, new() { Labels = labels }, file.Memory.Span));
            return GenericNames.Contains(model.Graph.Name)
                ? new Model(model.Graph.WithName(Path.GetFileNameWithoutExtension(path)), model.Weights, model.Card)
                : model;
        }
        catch (ModelFormatException e)
        {
            file.Dispose();
            throw e.In(path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The model in the rest of a stream, which is read to its end. Throws <see cref="ModelFormatException"/>.</summary>
    public static Model Load(Stream stream, ModelFormat format, ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(FileBytes.Read(stream), format, options ?? new());
    }

    /// <summary>
    /// Writes a model in the format of the path's extension. The file is complete or not there; an older one of that name is replaced.
    /// Throws <see cref="NotSupportedException"/> where the format cannot hold the model.
    /// </summary>
    public static void Save(Model model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var format = ModelFormats.ForWriting(path);
        try
        {
            AtomicFile.Write(path, stream => Write(model, format, stream));
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Writes a model into a stream. Throws <see cref="NotSupportedException"/> where the format cannot hold the model.</summary>
    public static void Save(Model model, Stream stream, ModelFormat format)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        Write(model, format, stream);
    }

    /// <summary>Throws <see cref="NotSupportedException"/> where the path does not have the extension of a format that can be written.</summary>
    public static void CheckWritable(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelFormats.ForWriting(path);
    }

    /// <summary>Whether the path has the extension of a model file.</summary>
    public static bool HasKnownExtension(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ModelFormats.ByExtension(path) is not null;
    }

    static Model Read(FileBytes file, ModelFormat format, ReadOptions options)
    {
        var model = format switch
        {
            ModelFormat.Safetensors => SafetensorsReader.Read(file.Memory),
            ModelFormat.Onnx => OnnxReader.Read(file.Memory),
            ModelFormat.TfLite => TfLiteReader.Read(file.Memory),
            ModelFormat.Torch => TorchReader.Read(file.Memory),
            ModelFormat.Keras => KerasReader.Read(file.Memory),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a model format."),
        };
        model = model.WithCard(KnownModels.Describe(model, options, file.Memory.Span));
        if (options.Dequantize && Dequantize.IsQuantized(model))
            model = Dequantize.ToFloat(model);
        return new Model(model.Graph, new WeightSet(model.Weights, file.Owner), model.Card);
    }

    static void Write(Model model, ModelFormat format, Stream stream)
    {
        switch (format)
        {
            case ModelFormat.Safetensors:
                SafetensorsWriter.Write(model, stream);
                break;
            case ModelFormat.Onnx:
                OnnxWriter.Write(model, stream);
                break;
            case ModelFormat.TfLite:
                TfLiteWriter.Write(model, stream);
                break;
            default:
                throw new NotSupportedException($"{format} files can be read, but not written.");
        }
    }
}
