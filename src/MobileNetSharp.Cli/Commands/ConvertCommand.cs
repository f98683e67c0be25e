using System.CommandLine;
using MobileNetSharp.Cards;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Formats;
using MobileNetSharp.Transforms;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet convert MODEL OUT</c>.</summary>
static class ConvertCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "A model file (.safetensors, .onnx, .tflite, .h5, .keras, .pth, .weights), a name from 'mobilenet models', or a network name, which gets random weights.", HelpName = "MODEL" };
        model.CompletionSources.Add(ModelSource.Names);
        var output = new Argument<string>("OUT") { Description = "The file to write; the extension (.safetensors, .onnx, .tflite) selects the format." };
        var (labels, preprocess, inputSize) = (CommonOptions.Labels(), CommonOptions.Preprocess(), CommonOptions.InputSize());
        var anchors = DetectorSource.AnchorsOption();
        var detections = CommonOptions.OneOf<DetectionOutputs>(
            "--detections", "What a detector's .tflite or .onnx file yields: the network's own outputs (raw, the default), or boxes after non-maximum suppression (nms).",
            ("raw", DetectionOutputs.Raw), ("nms", DetectionOutputs.Suppressed));
        var dequantize = new Option<bool>("--dequantize") { Description = "Write the weights of a quantized model as float32." };
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("convert", "Convert a model to another file format.")
        {
            model, output, labels, preprocess, inputSize, anchors, detections, dequantize, json, quiet,
        };
        Examples.Attach(
            command,
            ("mobilenet convert torchvision/mobilenet_v2 mobilenet_v2.onnx", "export torchvision's checkpoint to ONNX"),
            ("mobilenet convert mine.safetensors mine.tflite", "export for a phone or a browser"),
            ("mobilenet convert ssdlite_mobilenet_v2_320 ssdlite.onnx", "export a network with random weights"),
            ("mobilenet convert mobilenet_quant.tflite mobilenet.safetensors", "keep labels, preprocessing and quantization"),
            ("mobilenet convert mine.onnx mine.safetensors --labels names.txt --preprocess tensorflow", "add missing labels and preprocessing"),
            ("mobilenet convert detector.safetensors detector.tflite --detections nms", "export a detector that yields boxes, for Task Library and MediaPipe"),
            ("mobilenet convert mine.onnx mine.tflite --input-size 224", "choose the size of a model that takes any"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (from, to) = (parsed.GetValue(model)!, parsed.GetValue(output)!);
            ModelFile.CheckWritable(to);
            if (File.Exists(from) && File.Exists(to) && IsSameFile(from, to))
                throw new UserException($"{to}: this is the file to convert; give another name to write to.");
            var options = ModelSource.Options(parsed.GetValue(labels), parsed.GetValue(preprocess), parsed.GetValue(inputSize)).With(parsed.GetValue(anchors)) with
            {
                Dequantize = parsed.GetValue(dequantize),
            };
            var export = new ExportOptions { Detections = parsed.GetValue(detections) };
            using var loaded = ModelSource.Initialize(from, options)
                ?? await ModelSource.LoadAsync(from, options, parsed.GetValue(quiet), cancellationToken).ConfigureAwait(false);
            await Task.Run(() => Save(loaded, to, export), cancellationToken).ConfigureAwait(false);
            Report(from, to, loaded, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Whether two paths lead to one file; links are followed.</summary>
    static bool IsSameFile(string one, string other)
    {
        return string.Equals(Target(one), Target(other), OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

        static string Target(string path) => new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
    }

    static void Save(Model model, string path, ExportOptions export)
    {
        try
        {
            ModelFile.Save(model, path, export);
        }
        catch (ModelCardException e)
        {
            throw e.In(path);
        }
        catch (NotSupportedException e) when (Dequantize.IsQuantized(model) && IsSupported(Dequantize.ToFloat(model), path))
        {
            throw new UserException($"{e.Message} Write its weights as float32 with --dequantize.");
        }
    }

    /// <summary>Whether a float model could be written; .safetensors holds quantized ones too.</summary>
    static bool IsSupported(Model model, string path)
    {
        try
        {
            ModelFile.Save(model, Stream.Null, Path.GetExtension(path).Equals(".tflite", StringComparison.OrdinalIgnoreCase) ? ModelFormat.TfLite : ModelFormat.Onnx);
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    static void Report(string from, string to, Model model, bool json)
    {
        var document = new ConvertDocument(from, to, new FileInfo(to).Length, model.Weights.Values.Sum(tensor => (long)tensor.Count));
        if (json)
        {
            CliJson.Print(document);
            return;
        }

        Console.Out.WriteLine($"{to}: {Figures.Megabytes(document.SizeBytes)}");
        // Programs that read these files do not read our card.
        if (model.Card.Preprocessing is { } preprocessing && !Path.GetExtension(to).Equals(".safetensors", StringComparison.OrdinalIgnoreCase))
            Console.Out.WriteLine($"input: {PreprocessingWords.Of(preprocessing, model.Graph.Inputs[0].Shape)}");
    }
}
