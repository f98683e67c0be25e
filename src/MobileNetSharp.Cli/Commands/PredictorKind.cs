namespace MobileNetSharp.Cli.Commands;

/// <summary>The engine of an evaluation.</summary>
enum PredictorKind
{
    Fast,
    Reference,
    Torch,
}
