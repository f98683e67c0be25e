using MobileNetSharp.Classification;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Networks;

namespace MobileNetSharp.Cli.Commands;

/// <content>libtorch as an engine.</content>
sealed partial record EvalClassifyRun
{
    static partial void CreateTorch(Model model, string device, string? libtorch, int threads, ref Predictor<ClassProbabilities>? predictor)
    {
        TorchRuntime.Configure(new TorchSettings { LibtorchFolder = libtorch });
        predictor = new TorchPredictor<ClassProbabilities>(
            model, new ClassifierDecoder(ClassifierHead.FromModel(model)), new TrainingOptions { Device = device, Threads = threads });
    }
}
