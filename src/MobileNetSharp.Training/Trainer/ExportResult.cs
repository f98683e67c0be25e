using MobileNetSharp.Evaluation;

namespace MobileNetSharp.Training;

/// <summary>A model written in another format, read back, and run beside the original on the validation images.</summary>
/// <param name="Path">The file.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Comparison">First the model, second the file.</param>
public sealed record ExportResult(string Path, long SizeBytes, Comparison Comparison);
