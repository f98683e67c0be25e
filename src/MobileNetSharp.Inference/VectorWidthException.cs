namespace MobileNetSharp.Inference;

/// <summary><c>MOBILENETSHARP_LANES</c> asks for vectors that this processor does not have; the message names those that it has.</summary>
public sealed class VectorWidthException(string message) : MobileNetSharpException(message);
