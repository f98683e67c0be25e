using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>What every classifier can be asked for.</summary>
public abstract record ClassifierOptions : NetworkOptions
{
    /// <summary>The probability to drop before the classifier (1 − TF-slim's "keep"); 0 leaves the node out.</summary>
    public double Dropout { get; init; }

    /// <summary>Pooling, dropout and the classifier; the output <c>logits (N,1,1,classes)</c>.</summary>
    internal Graph WithClassifier(GraphBuilder g, Node features, bool bias = true)
    {
        var x = g.GlobalAveragePool("pool", features);
        if (Dropout != 0)
            x = g.Dropout("dropout", x, Dropout);
        g.Output("logits", g.Linear("classifier", x, Classes, bias));
        return g.Build();
    }
}
