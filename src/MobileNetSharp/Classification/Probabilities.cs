namespace MobileNetSharp.Classification;

/// <summary>From logits to probabilities.</summary>
public static class Probabilities
{
    /// <summary>Softmax in place over one image's logits, summed in double.</summary>
    public static void Softmax(Span<float> logits)
    {
        var maximum = float.NegativeInfinity;
        foreach (var logit in logits)
            maximum = Math.Max(maximum, logit);
        var sum = 0.0;
        foreach (ref var logit in logits)
            sum += logit = MathF.Exp(logit - maximum);
        foreach (ref var logit in logits)
            logit = (float)(logit / sum);
    }
}
