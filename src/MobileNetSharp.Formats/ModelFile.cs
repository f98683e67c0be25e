using System.Collections.Frozen;
using MobileNetSharp.Cards;
using MobileNetSharp.Files;
using MobileNetSharp.Formats.Darknet;
using MobileNetSharp.Formats.Keras;
using MobileNetSharp.Formats.Onnx;
using MobileNetSharp.Formats.Safetensors;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Graphs;
using MobileNetSharp.Transforms;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats;

/// <summary>Reads and writes models in every format that MobileNetSharp knows.</summary>
public static class ModelFile
{
    /// <summary>Names that exporters give to every graph; the name of the file says more.</summary>
    static readonly FrozenSet<string> GenericNames =
        FrozenSet.Create(StringComparer.Ordinal, "", "main", "main_graph", "torch_jit", "torch-jit-export", "tf2onnx", "tflite", "onnx", "darknet");

    /// <summary>
    /// The model in a file, by its content, then by its extension; as the file is now, whatever happens to it later. The model keeps it, and
    /// the files beside it that hold an ONNX model's external data, in memory until it is disposed.
    /// Throws <see cref="ModelFormatException"/>, <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>, each naming the path.
    /// </summary>
    public static Model Load(string path, ReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var files = new ModelFiles(FileBytes.Open(path), path);
        try
        {
            var model = Read(files, ModelFormats.Detect(files.Memory.Span, path), options ?? new());
            if (model.Card.Labels.IsEmpty && TeachableMachine.LabelsBeside(path, model) is { } labels)
                model = model.WithCard(KnownModels.Describe(model, new() { Labels = labels }, files.Memory.Span));
            return GenericNames.Contains(model.Graph.Name)
                ? new Model(model.Graph.WithName(Path.GetFileNameWithoutExtension(path)), model.Weights, model.Card)
                : model;
        }
        catch (ModelFormatException e)
        {
            files.Dispose();
            throw e.In(path);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>The model in the rest of a stream, which is read to its end. Throws <see cref="ModelFormatException"/>, also for an ONNX model with external data, which need a path.</summary>
    public static Model Load(Stream stream, ModelFormat format, ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(new ModelFiles(FileBytes.Read(stream)), format, options ?? new());
    }

    /// <summary>
    /// Writes a model in the format of the path's extension. The file is complete or not there; an older one of that name is replaced.
    /// Throws <see cref="NotSupportedException"/> where the format cannot hold the model.
    /// </summary>
    public static void Save(Model model, string path, ExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var format = ModelFormats.ForWriting(path);
        try
        {
            AtomicFile.Write(path, stream => Write(model, format, stream, options));
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Writes a model into a stream. Throws <see cref="NotSupportedException"/> where the format cannot hold the model.</summary>
    public static void Save(Model model, Stream stream, ModelFormat format, ExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        Write(model, format, stream, options);
    }

    /// <summary>Throws <see cref="NotSupportedException"/> where the path does not have the extension of a format that can be written.</summary>
    public static void CheckWritable(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelFormats.ForWriting(path);
    }

    /// <summary>The format of a file, by its content, then by its extension. Throws as <see cref="Load(string, ReadOptions?)"/> does.</summary>
    public static ModelFormat DetectFormat(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return ModelFormats.Detect(FileBytes.Head(path, ModelFormats.HeadBytes), path);
        }
        catch (ModelFormatException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>What the file of a detector yields: <see cref="DetectionOutputs.Suppressed"/> where its own operators decode and suppress boxes, before which <see cref="Load(string, ReadOptions?)"/> ends. Throws as that does.</summary>
    public static DetectionOutputs DetectionOutputsOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var files = new ModelFiles(FileBytes.Open(path), path);
        try
        {
            var isSuppressed = ModelFormats.Detect(files.Memory.Span, path) switch
            {
                ModelFormat.Onnx => OnnxReader.HasSuppression(files.Memory.Span),
                ModelFormat.TfLite => TfLiteReader.HasSuppression(files.Memory),
                _ => false,
            };
            return isSuppressed ? DetectionOutputs.Suppressed : DetectionOutputs.Raw;
        }
        catch (ModelFormatException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>Whether the path has the extension of a model file.</summary>
    public static bool HasKnownExtension(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ModelFormats.ByExtension(path) is not null;
    }

    static Model Read(ModelFiles files, ModelFormat format, ReadOptions options)
    {
        var model = format switch
        {
            ModelFormat.Safetensors => SafetensorsReader.Read(files.Memory),
            ModelFormat.Onnx => ReadOnnx(files, options),
            ModelFormat.TfLite => TfLiteReader.Read(files.Memory),
            ModelFormat.Torch => TorchReader.Read(files.Memory),
            ModelFormat.Keras => KerasReader.Read(files.Memory, options.InputSize ?? options.Preprocessing?.InputSize),
            ModelFormat.Darknet => DarknetReader.Read(files, options.InputSize),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a model format."),
        };
        if (options.InputSize is { } size)
            model = Resized(model, size);
        model = model.WithCard(KnownModels.Describe(model, options, files.Memory.Span));
        if (options.Dequantize && Dequantize.IsQuantized(model))
            model = Dequantize.ToFloat(model);
        if (format == ModelFormat.Onnx)
            files.ReleaseModel(); // Protobuf copied the weights.
        return new Model(model.Graph, new WeightSet(model.Weights, files), model.Card);
    }

    /// <summary>Where the file leaves the size free and nobody gives it, that of the published evaluation, if the network is one of torchvision's.</summary>
    static Model ReadOnnx(ModelFiles files, ReadOptions options)
    {
        try
        {
            return OnnxReader.Read(files, options.InputSize ?? options.Preprocessing?.InputSize);
        }
        catch (ModelCardException e) when (e.Part == ModelCardPart.InputSize)
        {
            var published = Preprocessing.TorchVision().InputSize;
            var model = OnnxReader.Read(files, published);
            if (KnownModels.Describe(model, new(), files.Memory.Span).Preprocessing?.InputSize == published)
                return model;
            throw;
        }
    }

    static Model Resized(Model model, Size size)
    {
        var graph = model.Graph;
        if (graph.Inputs.All(input => input.Shape.Size == size))
            return model;
        if (graph.Inputs is not [var input])
            throw new ModelFormatException($"An input size was given, but the network has {graph.Inputs.Length} inputs.");
        try
        {
            graph = graph.WithInput(input.Shape.Batch, size.Height, size.Width);
            return new Model(graph, model.Weights, model.Card.ForInputOf(graph));
        }
        catch (GraphException e)
        {
            throw new ModelFormatException($"The network is built for images of {input.Shape.Size} and cannot take {size} (height x width): {e.Message}.", e);
        }
    }

    static void Write(Model model, ModelFormat format, Stream stream, ExportOptions? options)
    {
        switch (format)
        {
            case ModelFormat.Safetensors when options?.Detections == DetectionOutputs.Suppressed:
                throw new NotSupportedException("A safetensors file holds the network alone; TFLite and ONNX files can decode and suppress boxes too.");
            case ModelFormat.Safetensors:
                SafetensorsWriter.Write(model, stream);
                break;
            case ModelFormat.Onnx:
                OnnxWriter.Write(model, stream, options);
                break;
            case ModelFormat.TfLite:
                TfLiteWriter.Write(model, stream, options);
                break;
            default:
                throw new NotSupportedException($"{format} files can be read, but not written.");
        }
    }
}
