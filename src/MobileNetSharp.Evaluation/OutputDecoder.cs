using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Evaluation;

/// <summary>Reads what networks of one task say: which outputs are needed, and what they mean for each image.</summary>
public abstract class OutputDecoder<TPrediction>
{
    /// <summary>How an image becomes the input.</summary>
    public abstract Preprocessing Preprocessing { get; }

    /// <summary>Height and width of the input.</summary>
    public abstract Size InputSize { get; }

    /// <summary>The model with only the outputs that <see cref="Decode"/> reads; it shares the weights.</summary>
    public abstract Model Select(Model model);

    /// <summary>The predictions of a batch's images.</summary>
    /// <param name="outputs">The outputs of <see cref="Select"/>'s model in their order, <c>(N,H,W,C)</c> each; the decoder may keep and overwrite them.</param>
    /// <param name="count">How many images there are (N).</param>
    public abstract IReadOnlyList<TPrediction> Decode(IReadOnlyList<float[]> outputs, int count);
}
