using System.CommandLine;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Vision.Classification;

namespace MobileNetSharp.Cli.Commands;

/// <summary><c>mobilenet classify IMAGE… [--model MODEL] [--top 5]</c>.</summary>
static class ClassifyCommand
{
    public static Command Create()
    {
        var shared = new ImageCommandOptions(CommonOptions.Classifier());
        var top = CommonOptions.Number("--top", 1, int.MaxValue, 5, "Number of classes to print per image.");
        var command = new Command("classify", "Classify images.");
        shared.AddTo(command, top);
        Examples.Attach(
            command,
            ("mobilenet classify photo.jpg", "print the five most probable classes"),
            ("mobilenet classify holiday/ --top 1 --json > result.json", "classify a folder, as JSON"),
            ("mobilenet classify photo.jpg --model tf/mobilenet_v1_0.25_224", "use another published model"),
            ("curl -s https://example.org/cat.jpg | mobilenet classify -", "read an image from a pipe"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (inputs, skipped) = shared.Images(parsed);
            using var classifier = await shared.LoadAsync(
                parsed, read => read, (model, engine) => new ImageClassifier(model, engine), classifier => classifier.NamesClasses, cancellationToken).ConfigureAwait(false);
            var results = classifier.ClassifyManyAsync(inputs.ToAsyncEnumerable(), input => input.Open(), parsed.GetValue(top), cancellationToken);
            return await new ClassifyReport(shared.Json(parsed), skipped).RunAsync(results).ConfigureAwait(false);
        });
        return command;
    }
}
