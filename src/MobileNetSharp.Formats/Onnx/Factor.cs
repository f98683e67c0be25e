using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Onnx;

/// <summary>A part of an axis of one of our nodes: so many indices, <paramref name="Stride"/> apart.</summary>
readonly record struct Factor(Axis Axis, int Size, int Stride);
