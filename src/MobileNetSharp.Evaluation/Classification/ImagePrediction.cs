using System.Globalization;

namespace MobileNetSharp.Evaluation.Classification;

/// <summary>A prediction for one image.</summary>
/// <param name="Index">The image's place in its dataset.</param>
/// <param name="Name">The image's name in its dataset.</param>
/// <param name="Label">The right class.</param>
/// <param name="Predicted">The most probable class; of equal ones the first.</param>
/// <param name="Confidence">The probability of <paramref name="Predicted"/>, 0…1.</param>
/// <param name="LabelProbability">The probability of <paramref name="Label"/>, 0…1.</param>
/// <param name="Rank">How many classes come before <paramref name="Label"/>; 0: the network is right.</param>
public sealed record ImagePrediction(
    int Index, string Name, int Label, int Predicted, double Confidence, double LabelProbability, int Rank)
{
    /// <summary>The network's first choice is the right class.</summary>
    public bool IsRight => Rank == 0;

    /// <summary>Reads one image's probabilities <c>(classes)</c>.</summary>
    /// <exception cref="EvaluationException">One of them is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no class <paramref name="label"/>.</exception>
    public static ImagePrediction FromProbabilities(int index, string name, int label, ReadOnlySpan<float> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, probabilities.Length);
        var (predicted, rank, mine) = (0, 0, probabilities[label]);
        for (var i = 0; i < probabilities.Length; i++)
        {
            var other = probabilities[i];
            if (!float.IsFinite(other))
            {
                throw new EvaluationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: the network's output is not finite: the probability of class {i} is {other}; its weights are damaged, its training diverged, or its preprocessing does not fit; try another file of the model."))
                {
                    Image = name,
                };
            }

            if (other > probabilities[predicted])
                predicted = i;
            if (other > mine || (other == mine && i < label))
                rank++;
        }

        return new ImagePrediction(index, name, label, predicted, probabilities[predicted], mine, rank);
    }
}
