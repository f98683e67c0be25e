using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Planning;

/// <summary>A part of the arena, from the step that first writes it to the step that last reads it.</summary>
/// <param name="OffsetBytes">Its place in the arena, a multiple of 64.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="FirstStep">Index of the step that first writes it.</param>
/// <param name="LastStep">Index of the last step that needs it; the number of steps where it is an output of the graph.</param>
/// <param name="ElementType">The type of its elements; null for a step's scratch memory, which each kernel divides as it needs.</param>
public sealed record Buffer(long OffsetBytes, long SizeBytes, int FirstStep, int LastStep, ElementType? ElementType)
{
    /// <summary>The first byte behind it.</summary>
    public long EndBytes => OffsetBytes + SizeBytes;

    /// <summary>True where both are needed at one time.</summary>
    public bool LivesWith(Buffer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return FirstStep <= other.LastStep && other.FirstStep <= LastStep;
    }
}
