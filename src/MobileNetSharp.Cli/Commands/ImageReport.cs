using MobileNetSharp.Cli.Json;
using MobileNetSharp.Vision;

namespace MobileNetSharp.Cli.Commands;

/// <summary>Tells what was found in images: as text, each at once, or as one JSON document at the end, with all that was finished by then.</summary>
abstract class ImageReport<TResult>(bool json)
    where TResult : class
{
    protected List<ImageFailure> Failures { get; } = [];

    protected bool IsText => !json;

    /// <summary>Takes the images in order; a failure of one does not stop the others.</summary>
    public async Task<int> RunAsync(IAsyncEnumerable<ImageResult<ImageInput, TResult>> images)
    {
        try
        {
            await foreach (var image in images.ConfigureAwait(false))
            {
                if (image.Succeeded)
                    Add(image.Source, image.Result);
                else
                    Failures.Add(ImageFailure.Report(image.Source.Path, image.Error));
            }
        }
        finally
        {
            if (json)
                PrintJson();
        }

        return Failures.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    protected abstract void Add(ImageInput input, TResult result);

    protected abstract void PrintJson();
}
