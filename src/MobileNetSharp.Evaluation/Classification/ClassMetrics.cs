namespace MobileNetSharp.Evaluation;

/// <summary>How well one class is found.</summary>
/// <param name="Class">The class.</param>
/// <param name="Count">Images that show it.</param>
/// <param name="Predicted">Images that the network takes for it.</param>
/// <param name="Right">Images in both.</param>
public sealed record ClassMetrics(int Class, int Count, int Predicted, int Right)
{
    /// <summary>Which share of the images taken for this class show it, 0…1; 0 where there are none.</summary>
    public double Precision => Share(Right, Predicted);

    /// <summary>Which share of the images of this class is found, 0…1; 0 where there are none.</summary>
    public double Recall => Share(Right, Count);

    /// <summary>The harmonic mean of precision and recall, 0…1.</summary>
    public double F1 => Share(2 * Right, Count + Predicted);

    static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
