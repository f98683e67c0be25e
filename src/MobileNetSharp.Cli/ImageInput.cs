using MobileNetSharp.Imaging;

namespace MobileNetSharp.Cli;

/// <summary>An image to process, or an argument that is not an image, and why.</summary>
sealed record ImageInput(string Path, string? Problem = null)
{
    /// <summary>The encoded image.</summary>
    public Stream Open() =>
        Problem is not null ? throw new UserException(Problem)
        : Path == ImageInputs.StandardInput ? Console.OpenStandardInput()
        : ImageFiles.OpenRead(Path);
}
