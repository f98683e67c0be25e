using MobileNetSharp.Graphs;

namespace MobileNetSharp.Analysis;

/// <summary>What one node costs.</summary>
/// <param name="Node">The node.</param>
/// <param name="Parameters">Trained values: kernels, biases, γ and β; not the running statistics.</param>
/// <param name="Madds">Multiply-adds for one image: of convolutions and linear layers, as the paper counts; 0 for every other op.</param>
/// <param name="ReceptiveField">Height and width in input pixels of what an output pixel can see, not cut at the borders.</param>
public sealed record NodeCost(Node Node, long Parameters, long Madds, Size ReceptiveField);
