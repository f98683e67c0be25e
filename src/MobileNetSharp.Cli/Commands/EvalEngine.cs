using MobileNetSharp.Evaluation;
using MobileNetSharp.Inference;

namespace MobileNetSharp.Cli.Commands;

/// <summary>What an evaluation runs a model on.</summary>
sealed partial record EvalEngine
{
    public PredictorKind Kind { get; init; }

    public int Threads { get; init; }

    /// <summary>The device that Torch uses.</summary>
    public required string Device { get; init; }

    /// <summary>The folder of the libtorch to use; null for the packaged one.</summary>
    public string? Libtorch { get; init; }

    public bool AllowsNonFiniteWeights { get; init; }

    /// <summary>A predictor on a model.</summary>
    public Predictor<TPrediction> Create<TPrediction>(Model model, OutputDecoder<TPrediction> decoder)
    {
        if (Kind != PredictorKind.Torch)
        {
            return new EnginePredictor<TPrediction>(model, decoder, new EngineOptions
            {
                Kind = Kind == PredictorKind.Reference ? EngineKind.Reference : EngineKind.Fast,
                Threads = Threads,
                AllowsNonFiniteWeights = AllowsNonFiniteWeights,
            });
        }

        Predictor<TPrediction>? predictor = null;
        CreateTorch(model, decoder, ref predictor);
        return predictor ?? throw new UserException("torch: this command was built without training; use fast or reference.");
    }

    // EvalEngine.Training.cs has it, where the command can train.
    partial void CreateTorch<TPrediction>(Model model, OutputDecoder<TPrediction> decoder, ref Predictor<TPrediction>? predictor);
}
