using MobileNetSharp.Cli.Commands.Training;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Devices;

namespace MobileNetSharp.Cli;

/// <content>What to type against what goes wrong in training.</content>
static partial class Hints
{
    static partial void AddTraining(Exception e, ref string? hint) => hint ??= e switch
    {
        TorchDeviceException { Device: not "cpu" } => "Choose with --device cpu, cuda or cuda:n.",
        TrainingException training => ForTraining(training),
        _ => null,
    };

    static string? ForTraining(TrainingException e) => e.Failure switch
    {
        TrainingFailure.Folder => "Give another folder with --out.",
        TrainingFailure.RunExists => $"Resume it with 'mobilenet train {Verb(e)} --resume {Run(e)}', or choose another folder with --out.",
        TrainingFailure.ImagesMoved => $"Type: mobilenet train {Verb(e)} DATA --resume {Run(e)}.",
        TrainingFailure.ImagesGenerated => $"A demo is resumed with: mobilenet demo --out {Run(e)}.",
        TrainingFailure.UnreadableImage => "Resume with --resume, or begin again with --set data.skipsBroken=true.",
        TrainingFailure.NoReadableImage => "See what is wrong with: mobilenet data check DATA.",
        TrainingFailure.Diverged => "Begin again with --set optimizer.learningRate=…, --set clipNorm=1 or --set schedule.warmupEpochs=1.",
        TrainingFailure.OutOfMemory => "Smaller batches: --set data.batchSize=….",
        TrainingFailure.StartingModel when e.Field is { } field => $"Type: --set {field}=true.",
        TrainingFailure.Recipe when e.Field is "epochs" or "epoch" => "Set the epochs of the run with --epochs N.",
        TrainingFailure.Recipe when e.Field is not null => "Fields are set with --set FIELD=VALUE, such as --set optimizer.learningRate=0.01; --print lists them.",
        _ => null,
    };

    /// <summary>The word for what the run in the folder trains.</summary>
    static string Verb(TrainingException e)
    {
        try
        {
            return e.Folder is { } folder ? TrainTask.Of(TrainingRun.RecipeOf(folder)).Verb : TrainTask.Classify.Verb;
        }
        catch (Exception unreadable) when (unreadable is MobileNetSharpException or IOException or UnauthorizedAccessException)
        {
            return TrainTask.Classify.Verb;
        }
    }

    static string Run(TrainingException e) => e.Folder is { } folder ? RunFolder.Quoted(RunFolder.AsTyped(folder)) : "RUN";
}
