using MobileNetSharp.Vision.Classification;

namespace MobileNetSharp.Cli.Commands;

/// <summary>Classifies images in order and reports each.</summary>
sealed class ClassifyRun(ImageClassifier classifier, ClassifyReport report, int top)
{
    public async Task<int> RunAsync(List<ImageInput> inputs, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var image in classifier.ClassifyManyAsync(inputs.ToAsyncEnumerable(), input => input.Open(), top, cancellationToken).ConfigureAwait(false))
            {
                if (image.IsClassified)
                    report.Add(image.Source.Path, image.Classification);
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
