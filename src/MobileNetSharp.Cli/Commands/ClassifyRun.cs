using MobileNetSharp.Imaging;
using MobileNetSharp.Vision;

namespace MobileNetSharp.Cli.Commands;

/// <summary>Classifies images in order; the next ones are decoded while one is in the network.</summary>
sealed class ClassifyRun(ImageClassifier classifier, ClassifyReport report, int top)
{
    static readonly int DecodeAhead = Math.Clamp(Environment.ProcessorCount, 2, 4);

    /// <summary>An image of more pixels waits for its turn, so that a folder of huge ones takes no more memory than two of them.</summary>
    static readonly long PixelsAhead = RgbImage.DefaultMaxPixels / DecodeAhead;

    public async Task<int> RunAsync(List<ImageInput> inputs, CancellationToken cancellationToken)
    {
        try
        {
            var decoding = new Queue<Task<RgbImage?>>();
            var next = 0;
            foreach (var input in inputs)
            {
                while (next < inputs.Count && decoding.Count < DecodeAhead)
                {
                    var ahead = inputs[next++];
                    decoding.Enqueue(Task.Run(() => DecodedAhead(ahead), cancellationToken));
                }

                await ClassifyAsync(input, decoding.Dequeue(), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            report.Finish();
        }

        return report.HasFailures ? ExitCode.Failed : ExitCode.Done;
    }

    async Task ClassifyAsync(ImageInput input, Task<RgbImage?> decoding, CancellationToken cancellationToken)
    {
        ImageClassification classification;
        try
        {
            var image = await decoding.ConfigureAwait(false) ?? Decode(input);
            classification = classifier.Classify([image], top, cancellationToken)[0];
        }
        catch (Exception e) when (e is ImageFormatException or UserException or UnauthorizedAccessException or IOException)
        {
            report.AddFailure(input.Path, e);
            return;
        }

        // Outside: a full disk under stdout is no fault of the image.
        report.Add(input.Path, classification);
    }

    /// <summary>The image; null where it must wait for its turn, at which what is wrong with it is told too.</summary>
    static RgbImage? DecodedAhead(ImageInput input)
    {
        try
        {
            return input.Problem is null && input.Path != ImageInputs.StandardInput ? RgbImage.Load(input.Path, PixelsAhead) : null;
        }
        catch (ImageFormatException)
        {
            return null;
        }
    }

    static RgbImage Decode(ImageInput input)
    {
        if (input.Problem is not null)
            throw new UserException(input.Problem);
        if (input.Path != ImageInputs.StandardInput)
            return RgbImage.Load(input.Path);
        using var stream = Console.OpenStandardInput();
        return RgbImage.Decode(stream);
    }
}
