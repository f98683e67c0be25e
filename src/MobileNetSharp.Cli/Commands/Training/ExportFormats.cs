namespace MobileNetSharp.Cli.Commands;

/// <summary>The formats of <c>--export</c>.</summary>
static class ExportFormats
{
    static readonly string[] Known = ["onnx", "tflite"];

    public static IReadOnlyList<string> Parse(string? words)
    {
        string[] formats = [.. (words ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
        return formats.FirstOrDefault(format => !Known.Contains(format)) is { } unknown
            ? throw new UserException($"--export takes {string.Join(" or ", Known)}, or both with a comma, not '{unknown}'.")
            : formats;
    }
}
