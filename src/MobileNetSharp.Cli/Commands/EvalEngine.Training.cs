using MobileNetSharp.Evaluation;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Networks;

namespace MobileNetSharp.Cli.Commands;

/// <content>libtorch as an engine.</content>
sealed partial record EvalEngine
{
    partial void CreateTorch<TPrediction>(Model model, OutputDecoder<TPrediction> decoder, ref Predictor<TPrediction>? predictor)
    {
        TorchRuntime.Configure(new TorchSettings { LibtorchFolder = Libtorch });
        predictor = new TorchPredictor<TPrediction>(model, decoder, new TrainingOptions { Device = Device, Threads = Threads });
    }
}
