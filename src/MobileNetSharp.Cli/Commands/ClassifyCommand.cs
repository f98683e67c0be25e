using System.CommandLine;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Inference;
using MobileNetSharp.Vision.Classification;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet classify IMAGE… [--model MODEL] [--top 5]</c>.</summary>
static class ClassifyCommand
{
    public static Command Create()
    {
        var images = new Argument<string[]>("IMAGE")
        {
            Description = "Image files, folders, patterns such as \"photos/*.jpg\", or - for stdin (JPEG, PNG, WebP, BMP, GIF, TIFF).",
            Arity = ArgumentArity.OneOrMore,
        };
        var model = new Option<string?>("--model", "-m")
        {
            Description = "A model file (.safetensors, .onnx, .tflite, .h5, .keras, .pth) or a name from 'mobilenet models'; the default is torchvision's MobileNetV2.",
            HelpName = "MODEL",
        };
        model.CompletionSources.Add(ModelSource.TrainedNames);
        var top = CommonOptions.Number("--top", 1, int.MaxValue, 5, "Number of classes to print per image.");
        var (labels, preprocess, inputSize) = (CommonOptions.Labels(), CommonOptions.Preprocess(), CommonOptions.InputSize());
        var (threads, engine, memory) = (CommonOptions.Threads(), CommonOptions.Engine(), CommonOptions.Memory());
        var allowNonFinite = CommonOptions.AllowNonFiniteWeights();
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("classify", "Classify images.")
        {
            images, model, top, labels, preprocess, inputSize, threads, engine, memory, allowNonFinite, json, quiet,
        };
        Examples.Attach(
            command,
            ("mobilenet classify photo.jpg", "print the five most probable classes"),
            ("mobilenet classify holiday/ --top 1 --json > result.json", "classify a folder, as JSON"),
            ("mobilenet classify photo.jpg --model tf/mobilenet_v1_0.25_224", "use another published model"),
            ("curl -s https://example.org/cat.jpg | mobilenet classify -", "read an image from a pipe"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (inputs, skipped) = ImageInputs.Expand(parsed.GetValue(images)!);
            ImageInputs.NoteSkipped(skipped, parsed.GetValue(quiet));
            var options = ModelSource.Options(parsed.GetValue(labels), parsed.GetValue(preprocess), parsed.GetValue(inputSize));
            using var classifier = await LoadAsync(
                parsed.GetValue(model), options, parsed.GetValue(quiet),
                new EngineOptions
                {
                    Kind = parsed.GetValue(engine),
                    Threads = parsed.GetValue(threads),
                    Memory = parsed.GetValue(memory),
                    AllowsNonFiniteWeights = parsed.GetValue(allowNonFinite),
                },
                cancellationToken).ConfigureAwait(false);
            var report = new ClassifyReport(parsed.GetValue(json), skipped);
            return await new ClassifyRun(classifier, report, parsed.GetValue(top)).RunAsync(inputs, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    static async Task<ImageClassifier> LoadAsync(
        string? name, Formats.ReadOptions read, bool quiet, EngineOptions engine, CancellationToken cancellationToken)
    {
        using var model = await ModelSource.LoadAsync(name, read, quiet, cancellationToken).ConfigureAwait(false);
        try
        {
            var classifier = await Task.Run(() => new ImageClassifier(model, engine), cancellationToken).ConfigureAwait(false);
            ModelSource.NoteNumberedClasses(classifier.NamesClasses, quiet);
            return classifier;
        }
        catch (ModelFormatException e) when (name is not null)
        {
            throw e.In(name);
        }
    }
}
