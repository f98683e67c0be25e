using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Training;

/// <summary>Writes a finished model in another format, and believes nothing that was not read back and run.</summary>
static class RunExport
{
    public static ExportResult Write(Model model, string path, ImageDataset images, LoaderOptions loading, int threads, CancellationToken cancellationToken)
    {
        try
        {
            ModelFile.Save(model, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunFiles.CannotWrite(path, e);
        }

        using var written = ModelFile.Load(path, new ReadOptions { Labels = model.Card.Labels, Preprocessing = model.Card.Preprocessing });
        var options = new EngineOptions { Threads = threads };
        using var first = new EnginePredictor(model, options);
        using var second = new EnginePredictor(written, options);
        var loader = new BatchLoader(images, Sampler.Sequential(images.Count), loading);
        var comparison = ClassifierEvaluation.Compare(
            first, second, loader.Epoch(0, cancellationToken: cancellationToken), images, LabelMap.Identity(images.ClassNames), cancellationToken: cancellationToken);
        return new ExportResult(path, new FileInfo(path).Length, comparison);
    }
}
