namespace MobileNetSharp.Training;

/// <summary>What one pass through the network takes.</summary>
/// <param name="Number">The batch's place in its epoch.</param>
/// <param name="Inputs">The values, in the order of the shape.</param>
/// <param name="Shape">(N,H,W,C) pixels, or (N,C) features.</param>
/// <param name="Targets">(N, classes) probabilities.</param>
/// <param name="Indices">The images' indices in the training set.</param>
sealed record StepBatch(int Number, float[] Inputs, long[] Shape, float[] Targets, int[] Indices);
