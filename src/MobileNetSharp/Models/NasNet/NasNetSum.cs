namespace MobileNetSharp.Models;

/// <summary>A step of a NASNet cell: the next state is the sum of two operations on earlier states.</summary>
/// <param name="Left">The first operation.</param>
/// <param name="LeftState">The state that it reads: 0 is the cell's input, 1 that of the cell before, 2 the first sum.</param>
/// <param name="Right">The second operation.</param>
/// <param name="RightState">The state that it reads.</param>
public sealed record NasNetSum(NasNetOp Left, int LeftState, NasNetOp Right, int RightState);
