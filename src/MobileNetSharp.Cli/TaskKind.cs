namespace MobileNetSharp.Cli;

/// <summary>What a model is to do, for the verbs that have one name for all tasks.</summary>
enum TaskKind
{
    Classify,
    Detect,
}
