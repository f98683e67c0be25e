namespace MobileNetSharp.Training;

/// <summary>What one epoch came to.</summary>
/// <param name="Epoch">Its number in the run, from 1.</param>
/// <param name="Phase">The phase's name.</param>
/// <param name="Step">Steps of the optimizer taken by its end, over the whole run.</param>
/// <param name="LearningRate">The learning rate of its last step.</param>
/// <param name="TrainingLoss">The mean loss over its training images, as the training saw them.</param>
/// <param name="ValidationLoss">The mean negative log likelihood of the validation images.</param>
/// <param name="Top1">The share of validation images whose most probable class is right.</param>
/// <param name="Top5">The share whose five most probable classes have the right one.</param>
/// <param name="IsBest">Whether it is the best so far.</param>
/// <param name="ImagesPerSecond">Training images per second, without validation.</param>
/// <param name="WaitedShare">The share of the training time spent waiting for images.</param>
/// <param name="Seconds">How long it took, with validation.</param>
public sealed record EpochResult(
    int Epoch, string Phase, long Step, double LearningRate, double TrainingLoss, double ValidationLoss, double Top1, double Top5,
    bool IsBest, double ImagesPerSecond, double WaitedShare, double Seconds);
