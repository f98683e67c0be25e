namespace MobileNetSharp.Cli.Commands;

/// <summary>What classifies in an evaluation.</summary>
enum PredictorKind
{
    Fast,
    Reference,
    Torch,
}
