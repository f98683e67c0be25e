using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Training;

/// <summary>Writes a finished model in another format, and believes nothing that was not read back and run.</summary>
static class RunExport
{
    public static ExportResult Write(Model model, string path, ImageDataset pictures, LoaderOptions loading, int threads, CancellationToken cancellation)
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
        var loader = new BatchLoader(pictures, Sampler.Sequential(pictures.Count), loading);
        var comparison = ClassifierEvaluation.Compare(
            first, second, loader.Epoch(0, cancellation: cancellation), pictures, LabelMap.Identity(pictures.ClassNames), cancellation: cancellation);
        return new ExportResult(path, new FileInfo(path).Length, comparison);
    }
}
