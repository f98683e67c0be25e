namespace MobileNetSharp.Evaluation;

/// <summary>An evaluation cannot be done as asked; the message is one line: what was found, what was expected, what to do.</summary>
public sealed class EvaluationException(string message) : MobileNetSharpException(message);
