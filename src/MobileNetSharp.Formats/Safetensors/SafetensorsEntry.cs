using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Safetensors;

/// <summary>A tensor in the header; offsets in bytes from the end of the header.</summary>
sealed record SafetensorsEntry(string Name, ElementType Type, ImmutableArray<int> Shape, long Begin, long End);
