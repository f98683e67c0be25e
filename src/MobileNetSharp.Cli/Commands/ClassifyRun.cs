using MobileNetSharp.Vision;

namespace MobileNetSharp.Cli.Commands;

/// <summary>Classifies pictures in order; the next ones are decoded while one is in the network.</summary>
sealed class ClassifyRun(ImageClassifier classifier, ClassifyReport report, int top)
{
    static readonly int DecodeAhead = Math.Clamp(Environment.ProcessorCount, 2, 8);

    public async Task<int> RunAsync(List<ImageInput> inputs, CancellationToken cancellation)
    {
        try
        {
            var decoding = new Queue<Task<RgbImage>>();
            var next = 0;
            foreach (var input in inputs)
            {
                while (next < inputs.Count && decoding.Count < DecodeAhead)
                {
                    var ahead = inputs[next++];
                    decoding.Enqueue(Task.Run(() => Decode(ahead), cancellation));
                }

                await ClassifyAsync(input.Path, decoding.Dequeue(), cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            report.Finish();
        }

        return report.HasFailures ? ExitCode.Failed : ExitCode.Done;
    }

    async Task ClassifyAsync(string path, Task<RgbImage> decoding, CancellationToken cancellation)
    {
        Classification classification;
        try
        {
            var image = await decoding.ConfigureAwait(false);
            classification = classifier.Classify([image], top, cancellation)[0];
        }
        catch (Exception e) when (e is ImageFormatException or UserException or UnauthorizedAccessException or IOException)
        {
            report.AddFailure(path, e);
            return;
        }

        // Outside: a full disk under stdout is no fault of the picture.
        report.Add(path, classification);
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
