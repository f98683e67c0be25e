using MobileNetSharp.Vision;

namespace MobileNetSharp.Cli.Commands;

/// <summary>Classifies pictures in order; the next ones are decoded while one is in the network.</summary>
sealed class ClassifyRun(ImageClassifier classifier, ClassifyReport report, int top)
{
    static readonly int DecodeAhead = Math.Clamp(Environment.ProcessorCount, 2, 8);

    public async Task<int> RunAsync(List<string> paths, CancellationToken cancellation)
    {
        try
        {
            var decoding = new Queue<Task<RgbImage>>();
            var next = 0;
            foreach (var path in paths)
            {
                while (next < paths.Count && decoding.Count < DecodeAhead)
                {
                    var ahead = paths[next++];
                    decoding.Enqueue(Task.Run(() => Decode(ahead), cancellation));
                }

                await ClassifyAsync(path, decoding.Dequeue(), cancellation).ConfigureAwait(false);
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
        catch (Exception e) when (e is ImageFormatException or UnauthorizedAccessException or IOException)
        {
            report.AddFailure(path, e);
            return;
        }

        // Outside: a full disk under stdout is no fault of the picture.
        report.Add(path, classification);
    }

    static RgbImage Decode(string path)
    {
        if (path != ImageInputs.StandardInput)
            return RgbImage.Load(path);
        using var input = Console.OpenStandardInput();
        return RgbImage.Decode(input);
    }
}
