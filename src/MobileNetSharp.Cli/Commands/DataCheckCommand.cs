using System.CommandLine;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Plotting.Rendering;
using MobileNetSharp.Reporting.Detection;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet data check DATA</c>: images in class folders, or with boxes, as the data set has them.</summary>
static class DataCheckCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("DATA") { Description = "A folder with a subfolder per class, optionally below train/ and val/, or a .csv file with path,label[,split]; or images with boxes in any of the formats of --format." };
        var task = CommonOptions.OneOf<TaskChoice>("--task", "What DATA is for; the default is detect if it has boxes.", ("classify", TaskChoice.Classify), ("detect", TaskChoice.Detect));
        var side = CommonOptions.Number("--min-side", 1, 65535, new DataCheckOptions().MinimumSide, "Report images whose shorter side is below this, in pixels.");
        var annotations = new AnnotationChoice();
        var inputSize = CommonOptions.InputSize();
        inputSize.Description = $"Input of the detector that DATA is for, 320 or HEIGHTxWIDTH: objects are compared with its anchors; the default is {new DetectionCheckOptions().InputSize.Height}, or the model's.";
        var model = new Option<string?>("--model", "-m") { Description = "Compare the objects with this detector's anchors, not with those of SSDLite on MobileNet.", HelpName = "MODEL" };
        model.CompletionSources.Add(ModelSource.TrainedNames);
        var anchors = DetectorSource.AnchorsOption();
        var report = new Option<string?>("--report") { Description = "Write an HTML report that shows every problem on its images; with .pdf, .png or .svg, its plots only.", HelpName = "FILE" };
        CommonOptions.OneOfExtensions(report, Canvas.Extensions);
        var threads = CommonOptions.Number("--threads", 1, 1024, Environment.ProcessorCount, "Number of threads.");
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        Option[] ofBoxes = [.. annotations.All, inputSize, model, anchors, report];
        var command = new Command("check", "Check a data set for broken files, duplicates, unbalanced classes, wrong boxes and more.") { path, task, side };
        foreach (var option in ofBoxes.Concat([threads, json, quiet]))
            command.Add(option);
        Examples.Attach(
            command,
            ("mobilenet data check photos/", "list the classes and all problems, with suggestions"),
            ("mobilenet data check photos.csv --json > check.json", "check a manifest; list every file of every problem"),
            ("mobilenet data check photos/ --task detect --report check.html", "check boxes; an HTML report that shows them"),
            ("mobilenet data check photos/data.yaml --input-size 512", "are the objects large enough for this input?"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var images = new DataCheckOptions { MinimumSide = parsed.GetValue(side), Threads = parsed.GetValue(threads) };
            var (data, isQuiet) = (parsed.GetValue(path)!, parsed.GetValue(quiet));
            var given = ofBoxes.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
            if (!HasBoxes(data, parsed.GetValue(task), given))
                return await ClassesAsync(data, images, parsed.GetValue(json), isQuiet, cancellationToken).ConfigureAwait(false);
            var options = new DetectionCheckOptions { Images = images, Annotations = annotations.Of(parsed), InputSize = parsed.GetValue(inputSize) ?? new DetectionCheckOptions().InputSize };
            if (parsed.GetValue(model) is { } name)
            {
                using var detector = await ModelSource.LoadAsync(name, ModelSource.Options(null, null, parsed.GetValue(inputSize)).With(parsed.GetValue(anchors)), isQuiet, cancellationToken).ConfigureAwait(false);
                options = With(options, detector, name);
            }

            return await BoxesAsync(data, options, parsed.GetValue(report), parsed.GetValue(json), isQuiet, cancellationToken).ConfigureAwait(false);
        });
        UsageFault.Require(command, parsed => parsed.GetResult(anchors) is { Implicit: false } && parsed.GetValue(model) is null ? "--anchors requires --model." : null);
        return command;
    }

    /// <summary>Whether to check boxes: as asked for, or as the data set has some.</summary>
    static bool HasBoxes(string data, TaskChoice task, Option? given)
    {
        if (task == TaskChoice.Classify && given is not null)
            throw new UserException($"{given.Name} is for images with boxes; omit it, or --task classify.");
        if (task != TaskChoice.Unknown || given?.Name == "--format")
            return task != TaskChoice.Classify;
        var hasBoxes = File.Exists(data) ? Path.GetExtension(data).ToLowerInvariant() is not (".csv" or ".tsv") || AnnotationSet.FindFormats(data).Count > 0
            : Directory.Exists(data) && AnnotationSet.FindFormats(data).Count > 0;
        return hasBoxes || given is null ? hasBoxes
            : throw new UserException($"{data}: no boxes found, and {given.Name} is for images with boxes; say which format they have with --format, or omit {given.Name}.");
    }

    static async Task<int> ClassesAsync(string data, DataCheckOptions options, bool json, bool quiet, CancellationToken cancellationToken)
    {
        var report = await WorkProgress.RunAsync("checking", quiet, progress => ClassificationCheck.Run(data, options, progress, cancellationToken)).ConfigureAwait(false);
        if (json)
            CliJson.Print(DataCheckDocument.Of(report));
        else
            DataCheckText.Print(report);
        return report.HasErrors ? ExitCode.Failed : ExitCode.Done;
    }

    static async Task<int> BoxesAsync(string data, DetectionCheckOptions options, string? page, bool json, bool quiet, CancellationToken cancellationToken)
    {
        EvalOutput.CheckFolder(page);
        var report = await WorkProgress.RunAsync("checking", quiet, progress => DetectionCheck.Run(data, options, progress, cancellationToken)).ConfigureAwait(false);
        if (json)
            CliJson.Print(DataCheckBoxesDocument.Of(report));
        else
            DataCheckText.Print(report);
        if (page is not null)
            DetectionCheckPage.Create(report, DataCheckText.Remedy).Save(page);
        return report.HasErrors ? ExitCode.Failed : ExitCode.Done;
    }

    static DetectionCheckOptions With(DetectionCheckOptions options, Model model, string name)
    {
        try
        {
            var head = DetectorHead.FromModel(model);
            return options with { InputSize = head.InputSize, Anchors = head.Anchors, Preprocessing = head.Preprocessing };
        }
        catch (ModelFormatException e)
        {
            throw e.In(name);
        }
    }

    enum TaskChoice
    {
        Unknown,
        Classify,
        Detect,
    }
}
