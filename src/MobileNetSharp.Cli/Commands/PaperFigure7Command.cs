using System.CommandLine;
using System.Reflection;
using System.Security.Cryptography;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Files;
using MobileNetSharp.Imaging;
using MobileNetSharp.Paper;
using MobileNetSharp.Paper.Figures;
using MobileNetSharp.Paper.Measurements;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet paper figure7 [--model FILE --images DIR] [--out FILE]</c>.</summary>
static class PaperFigure7Command
{
    const ulong Seed = 1;

    public static Command Create()
    {
        var model = new Option<string?>("--model", "-m") { Description = "The file of a trained MobileNetV2; without it, the figure is drawn from the measurement that comes with the command.", HelpName = "FILE" };
        var images = new Option<string?>("--images") { Description = "A folder of images to measure the model on.", HelpName = "DIR" };
        var source = new Option<string?>("--source") { Description = "Where the images come from, for the report; the default is the folder's name.", HelpName = "TEXT" };
        var output = new Option<string?>("--out", "-o") { Description = "The file for the results (.json), or for the figure (.svg, .png, .pdf, .html, .md); figure7.json if a model is measured.", HelpName = "FILE" };
        CommonOptions.OneOfExtensions(output, PaperReport.Extensions, PaperReport.IsFolder);
        var (preprocess, json, quiet) = (CommonOptions.Preprocess(), CommonOptions.Json(), CommonOptions.Quiet());
        var command = new Command("figure7", "Draw the paper's Figure 7: the positive channels after each expansion.") { model, images, source, output, preprocess, json, quiet };
        Examples.Attach(
            command,
            ("mobilenet paper figure7 --out figure7.svg", "draw the figure from the measurement that comes with the command"),
            ("mobilenet paper figure7 --model mobilenet_v2.onnx --images photos/", "measure a trained network on your own images"),
            ("mobilenet paper figure7 --model mobilenet_v2.onnx --images photos/ --out mine.pdf", "measure and draw"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(model) is null && parsed.GetValue(images) is null)
                return PaperCommand.Run(["figure7"], parsed.GetValue(output), parsed.GetValue(json), parsed.GetValue(quiet));
            if (parsed.GetValue(model) is not { } file || parsed.GetValue(images) is not { } directory)
                throw new UserException("--model and --images go together: a network is measured on images.");
            if (!File.Exists(file))
                throw new UserException($"{file}: no such file.");
            if (!Directory.Exists(directory))
                throw new UserException($"{directory}: no such folder.");
            using var loaded = await ModelSource.LoadAsync(file, ModelSource.Options(null, parsed.GetValue(preprocess)), parsed.GetValue(quiet), cancellationToken).ConfigureAwait(false);
            if (loaded.Card.Preprocessing is null)
                throw new UserException($"{file}: the model does not say how an image becomes its input; add --preprocess tensorflow or torchvision.");
            var (inputs, _) = ImageInputs.Expand([directory]);
            if (inputs.FirstOrDefault(input => input.Problem is not null) is { } broken)
                throw new UserException($"--images: {broken.Path}: {broken.Problem}");
            var (trained, initial) = await WorkProgress.RunAsync(
                "images", parsed.GetValue(quiet), progress => ActivationPatterns.Measure(loaded, Images(inputs, progress), Seed, cancellationToken)).ConfigureAwait(false);
            var path = parsed.GetValue(output) ?? "figure7.json";
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var results = new Figure7Results(
                Path.GetFileName(file), await HashAsync(file, cancellationToken).ConfigureAwait(false), inputs.Count, parsed.GetValue(source) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(directory)), Seed,
                DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Version(), trained, initial);
            if (Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase))
                results.Save(path);
            else
                new PaperReport([], [results.ToFigure()]).Save(path);
            Terminal.Wrote(path, parsed.GetValue(quiet));
            if (parsed.GetValue(json))
                Console.Out.Write(BoundedFile.ReadText(path));
            return ExitCode.Done;
        });
        return command;
    }

    static IEnumerable<RgbImage> Images(List<ImageInput> inputs, IProgress<double>? progress)
    {
        foreach (var (i, input) in inputs.Index())
        {
            yield return RgbImage.Load(input.Path);
            progress?.Report((i + 1.0) / inputs.Count);
        }
    }

    static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        var stream = File.OpenRead(path);
        await using (stream.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }

    static string Version() => typeof(PaperReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
