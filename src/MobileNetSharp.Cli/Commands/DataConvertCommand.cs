using System.CommandLine;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets.Annotations;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet data convert DATA OUT --to FORMAT</c>.</summary>
static class DataConvertCommand
{
    public static Command Create()
    {
        var data = new Argument<string>("DATA") { Description = "Images with boxes: a folder (YOLO, Pascal VOC, COCO, …) or an annotation file." };
        var output = new Argument<string>("OUT") { Description = "The folder to write; must be new or empty." };
        var to = CommonOptions.OneOf<AnnotationFormat?>("--to", "The format to write.", [.. AnnotationWriter.Formats.Select(format => (AnnotationChoice.WordOf(format), (AnnotationFormat?)format))]);
        to.Required = true;
        var copy = new Option<bool>("--copy-images") { Description = "Copy the images; the default is links to them. A .record file holds its images always." };
        var choice = new AnnotationChoice();
        var (json, quiet) = (CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("convert", "Convert images with boxes to another format.") { data, output, to, copy };
        foreach (var option in choice.All.Concat([json, quiet]))
            command.Add(option);
        Examples.Attach(
            command,
            ("mobilenet data convert photos/ photos-coco/ --to coco", "write COCO's JSON beside links to the images"),
            ("mobilenet data convert train.record photos/ --to yolo", "unpack a TFRecord file; data.yaml, images and labels"),
            ("mobilenet data convert photos/ photos-voc/ --to voc --copy-images", "copy the images, to take them elsewhere"),
            ("mobilenet data convert photos/ out/ --to tfrecord --format voc", "choose one of several formats in a folder"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (from, folder, format) = (parsed.GetValue(data)!, parsed.GetValue(output)!, parsed.GetValue(to)!.Value);
            var isQuiet = parsed.GetValue(quiet);
            var options = choice.Of(parsed) with { ReadsMasks = true };
            AnnotationWriter.CheckFolder(folder);
            var annotations = await Task.Run(() => AnnotationSet.Read(from, options), cancellationToken).ConfigureAwait(false);
            if (!isQuiet)
                Note(annotations);
            var written = await WorkProgress.RunAsync("writing", isQuiet, progress => AnnotationWriter.Write(
                annotations, folder, format, new() { CopiesImages = parsed.GetValue(copy) }, progress, cancellationToken)).ConfigureAwait(false);
            var document = DataConvertDocument.Of(folder, annotations, format, written);
            if (parsed.GetValue(json))
                CliJson.Print(document);
            else
                Print(document);
            return ExitCode.Done;
        });
        return command;
    }

    static void Note(AnnotationSet annotations)
    {
        DataNotes.Print(annotations.Findings);
        if (annotations.BoxFaults.Count > 0)
            Terminal.Line($"mobilenet: boxes with faults: {annotations.BoxFaults.Count}; left out: {annotations.BoxFaults.Count(fault => fault.IsDropped)}, the others repaired.");
    }

    static void Print(DataConvertDocument document)
    {
        Console.Out.WriteLine($"{document.Path}: {Figures.Plural(document.Images, "image")}, {Figures.Plural(document.Objects, "object")}, {document.From} to {document.To}");
        foreach (var loss in document.Losses)
            Console.Out.WriteLine($"  lost: {loss.Text} ({Figures.Count(loss.Count)})");
    }
}
