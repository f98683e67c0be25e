using MobileNetSharp.Evaluation;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Networks;

namespace MobileNetSharp.Cli.Commands;

/// <content>libtorch as an engine.</content>
sealed partial record EvalClassifyRun
{
    static partial void CreateTorch(Model model, string device, int threads, ref Predictor? predictor) =>
        predictor = new TorchPredictor(model, new TrainingOptions { Device = device, Threads = threads });
}
