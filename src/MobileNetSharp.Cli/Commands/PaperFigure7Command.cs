using System.CommandLine;
using System.Reflection;
using System.Security.Cryptography;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Imaging;
using MobileNetSharp.Paper;
using MobileNetSharp.Paper.Figures;
using MobileNetSharp.Paper.Measurements;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet paper figure7 --model FILE --images DIR [--out FILE.json]</c>.</summary>
static class PaperFigure7Command
{
    const ulong Seed = 1;

    public static Command Create()
    {
        var model = new Option<string>("--model", "-m") { Description = "The file of a trained MobileNetV2.", HelpName = "FILE", Required = true };
        var images = new Option<string>("--images") { Description = "A folder of images.", HelpName = "DIR", Required = true };
        var source = new Option<string?>("--source") { Description = "Where the images come from, for the report; the default is the folder's name.", HelpName = "TEXT" };
        var output = new Option<string>("--out", "-o") { Description = "The file for the results, as JSON.", HelpName = "FILE", DefaultValueFactory = _ => "figure7.json" };
        var (preprocess, quiet) = (CommonOptions.Preprocess(), CommonOptions.Quiet());
        var command = new Command("figure7", "Count the positive channels after each expansion, for the paper's Figure 7.") { model, images, source, output, preprocess, quiet };
        Examples.Attach(command, ("mobilenet paper figure7 --model mobilenet_v2.onnx --images photos/", "measure a trained network on your own images"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (file, directory) = (parsed.GetValue(model)!, parsed.GetValue(images)!);
            if (!File.Exists(file))
                throw new UserException($"--model: file '{file}' not found.");
            if (!Directory.Exists(directory))
                throw new UserException($"--images: folder '{directory}' not found.");
            using var loaded = await ModelSource.LoadAsync(file, ModelSource.Options(null, parsed.GetValue(preprocess)), parsed.GetValue(quiet), cancellationToken).ConfigureAwait(false);
            if (loaded.Card.Preprocessing is null)
                throw new UserException($"{file}: the model does not say how an image becomes its input; add --preprocess tensorflow or torchvision.");
            var (inputs, _) = ImageInputs.Expand([directory]);
            if (inputs.FirstOrDefault(input => input.Problem is not null) is { } broken)
                throw new UserException($"--images: {broken.Path}: {broken.Problem}");
            var (trained, initial) = await WorkProgress.RunAsync(
                "images", parsed.GetValue(quiet), progress => ActivationPatterns.Measure(loaded, Images(inputs, progress), Seed, cancellationToken)).ConfigureAwait(false);
            var path = parsed.GetValue(output)!;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            new Figure7Results(
                Path.GetFileName(file), await HashAsync(file, cancellationToken).ConfigureAwait(false), inputs.Count, parsed.GetValue(source) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(directory)), Seed,
                DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Version(), trained, initial).Save(path);
            Terminal.Wrote(path, parsed.GetValue(quiet));
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
