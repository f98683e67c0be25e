namespace MobileNetSharp.Cards;

/// <summary>How a model file was compared with the one that its source published.</summary>
public enum FileVerification
{
    /// <summary>Not at all: nothing to compare it with is published, or it is another file.</summary>
    None,

    /// <summary>By the first digits of its SHA-256, where the source gives no more: a file with the same digits can be made in minutes.</summary>
    Sha256Prefix,

    /// <summary>By its SHA-256.</summary>
    Sha256,
}
