using MobileNetSharp.Vision.Detection;

namespace MobileNetSharp.Cli.Commands;

/// <summary>Finds the objects of images in order, reports each, and draws them where that is asked for.</summary>
sealed class DetectRun(ObjectDetector detector, DetectOptions options, AnnotatedImages? drawing, DetectReport report)
{
    public async Task<int> RunAsync(List<ImageInput> inputs, CancellationToken cancellationToken)
    {
        Func<ImageInput, Stream> open = drawing is null ? input => input.Open() : drawing.Open;
        try
        {
            await foreach (var image in detector.DetectManyAsync(inputs.ToAsyncEnumerable(), open, options, cancellationToken).ConfigureAwait(false))
            {
                if (image.IsDetected)
                    report.Add(image.Source.Path, image.Detections, drawing?.Draw(image.Source, image.Detections));
                else
                    report.AddFailure(image.Source.Path, image.Error);
            }
        }
        finally
        {
            report.Finish();
        }

        return report.HasFailures ? ExitCode.Failed : ExitCode.Done;
    }
}
