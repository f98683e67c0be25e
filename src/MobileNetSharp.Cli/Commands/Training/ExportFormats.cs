using System.CommandLine;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The formats of <c>--export</c>.</summary>
static class ExportFormats
{
    static readonly string[] Known = ["onnx", "tflite"];

    public static Option<string[]> Option()
    {
        var option = new Option<string[]>("--export")
        {
            Description = "Also export the model as onnx, tflite or both (onnx,tflite), and verify the files.",
            HelpName = "FORMATS",
            DefaultValueFactory = _ => [],
            CustomParser = result =>
            {
                string[] formats = [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()];
                if (formats.FirstOrDefault(format => !Known.Contains(format)) is { } unknown)
                    result.AddError($"--export must be {string.Join(" or ", Known)}, or both separated by a comma, not '{unknown}'.");
                return formats;
            },
        };
        option.CompletionSources.Add(Known);
        return option;
    }
}
