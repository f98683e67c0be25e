namespace MobileNetSharp.Cards;

/// <summary>What the numbers of an output are.</summary>
public enum OutputKind
{
    /// <summary>Class scores before softmax (or before sigmoid, in detection).</summary>
    Logits,

    /// <summary>Class probabilities.</summary>
    Probabilities,

    /// <summary>Boxes, coded relative to anchors.</summary>
    Boxes,

    /// <summary>Features for another network or a classifier on top.</summary>
    Features,
}
