using MobileNetSharp.Datasets;

namespace MobileNetSharp.Evaluation;

/// <summary>Whatever classifies prepared images: this library's engine, Torch, or another.</summary>
public abstract class Predictor : IDisposable
{
    /// <summary>A predictor with a short name for tables and messages.</summary>
    protected Predictor(string name) => Name = name;

    /// <summary>A short name, such as <c>fast</c>.</summary>
    public string Name { get; }

    /// <summary>The probability of each class of each image, <c>(N, classes)</c>.</summary>
    public abstract float[] Predict(Batch batch);

    /// <summary>Lets go of weights and buffers.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the predictor holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
