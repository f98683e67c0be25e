namespace MobileNetSharp.Training;

/// <summary>A run that cannot begin or go on, for a reason that its user can remove: one line with what to do.</summary>
public sealed class TrainingException(string message, Exception? inner = null) : MobileNetSharpException(message, inner);
