using System.Collections.Immutable;
using static System.FormattableString;

namespace MobileNetSharp.Vision.Classification;

/// <summary>What an image shows: the most probable classes, the best first.</summary>
public sealed record ImageClassification(ImmutableArray<ClassScore> Top)
{
    /// <summary>The most probable class.</summary>
    public ClassScore Best => Top[0];

    /// <summary>The classes with their probabilities: <c>burger 97.7 %, hot dog 1.2 %</c>.</summary>
    public override string ToString() => string.Join(", ", Top);

    /// <summary>The <paramref name="count"/> most probable classes of one image's probabilities; of equal ones the lower index first.</summary>
    /// <exception cref="NonFiniteOutputException">One of them is NaN or infinite.</exception>
    internal static ImageClassification FromProbabilities(ReadOnlySpan<float> probabilities, string output, ImmutableArray<string> labels, int count)
    {
        var best = new PriorityQueue<int, (float Probability, int Order)>(count + 1);
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (!float.IsFinite(probabilities[i]))
                throw new NonFiniteOutputException(output, probabilities[i], Invariant($"the probability of class {i}, '{labels[i]}',"));
            best.Enqueue(i, (probabilities[i], -i));
            if (best.Count > count)
                best.Dequeue();
        }

        var top = new ClassScore[best.Count];
        for (var i = top.Length - 1; i >= 0; i--)
        {
            var index = best.Dequeue();
            top[i] = new ClassScore(index, labels[index], probabilities[index]);
        }

        return new ImageClassification([.. top]);
    }
}

/// <summary>A class that an image may show.</summary>
/// <param name="Index">The model's own output index.</param>
/// <param name="Label">The class name.</param>
/// <param name="Probability">0…1, over all classes of the model.</param>
public sealed record ClassScore(int Index, string Label, float Probability)
{
    /// <summary>The class with its probability: <c>burger 97.7 %</c>.</summary>
    public override string ToString() => Invariant($"{Label} {100 * Probability:F1} %");
}
