using MobileNetSharp.Evaluation;
using MobileNetSharp.Training.Networks;

namespace MobileNetSharp.Cli.Commands;

/// <content>libtorch as an engine.</content>
sealed partial record EvalClassifyRun
{
    static partial void CreateTorch(Model model, ref Predictor? predictor) => predictor = new TorchPredictor(model);
}
