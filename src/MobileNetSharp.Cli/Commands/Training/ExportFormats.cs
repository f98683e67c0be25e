using System.CommandLine;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The formats of <c>--export</c>.</summary>
static class ExportFormats
{
    static readonly string[] OfAll = ["onnx", "tflite"], OfDetectors = [.. OfAll, "onnx-nms", "tflite-nms"];

    public static Option<string[]> Option(bool isForDetectors)
    {
        var known = isForDetectors ? OfDetectors : OfAll;
        var option = new Option<string[]>("--export")
        {
            Description = $"Also export the model as onnx, tflite or both (onnx,tflite), and verify the files.{(isForDetectors ? " With non-maximum suppression in the file: onnx-nms, tflite-nms." : "")}",
            HelpName = "FORMATS",
            DefaultValueFactory = _ => [],
            CustomParser = result =>
            {
                string[] formats = [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()];
                if (formats.FirstOrDefault(format => !known.Contains(format)) is { } unknown)
                    result.AddError($"--export must be {string.Join(" or ", known)}, or several separated by commas, not '{unknown}'.");
                return formats;
            },
        };
        option.CompletionSources.Add(known);
        return option;
    }
}
