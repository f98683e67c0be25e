using MobileNetSharp.Datasets.Loading;

namespace MobileNetSharp.Evaluation;

/// <summary>Predicts from prepared images: this library's engine, Torch, or another.</summary>
/// <typeparam name="TPrediction">What a task predicts for an image.</typeparam>
public abstract class Predictor<TPrediction> : IDisposable
{
    /// <summary>A predictor with a short name for tables and messages.</summary>
    protected Predictor(string name) => Name = name;

    /// <summary>A short name, such as <c>fast</c>.</summary>
    public string Name { get; }

    /// <summary>A prediction for each image of the batch.</summary>
    public abstract IReadOnlyList<TPrediction> Predict(Batch batch);

    /// <summary>Releases weights and buffers.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the predictor holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
