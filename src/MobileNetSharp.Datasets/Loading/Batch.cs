using MobileNetSharp.Graphs;

namespace MobileNetSharp.Datasets;

/// <summary>Images ready for a network.</summary>
public sealed class Batch
{
    internal Batch(int number, Size size, int classes, int[] indices, float[] pixels, float[] targets)
        => (Number, Size, Classes, Indices, Pixels, Targets) = (number, size, classes, indices, pixels, targets);

    /// <summary>The batch's position in its epoch, from 0; <c>Epoch(epoch, Number + 1)</c> continues after it.</summary>
    public int Number { get; }

    /// <summary>Height and width of the images.</summary>
    public Size Size { get; }

    /// <summary>How many classes a target has.</summary>
    public int Classes { get; }

    /// <summary>How many images there are.</summary>
    public int Count => Indices.Length;

    /// <summary>The images' indices in the data set.</summary>
    public int[] Indices { get; }

    /// <summary>The images <c>(N,H,W,3)</c>, preprocessed as the model's card says.</summary>
    public float[] Pixels { get; }

    /// <summary>The probability of each class <c>(N, classes)</c>, after smoothing and mixing.</summary>
    public float[] Targets { get; }
}
