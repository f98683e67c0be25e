using System.Collections.Immutable;

namespace MobileNetSharp.Evaluation;

/// <summary>An evaluation cannot be done as asked; the message is one line: what was found, what was expected, what to do.</summary>
public sealed class EvaluationException(string message) : MobileNetSharpException(message)
{
    /// <summary>The image whose prediction is not a number, where that is the reason.</summary>
    public string? Image { get; init; }

    /// <summary>The data set's classes that the model does not have, where that is the reason.</summary>
    public ImmutableArray<string> UnmatchedClasses { get; init; } = [];
}
