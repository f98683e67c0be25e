namespace MobileNetSharp.Cli.Commands;

/// <summary>Which pictures of a data set to evaluate.</summary>
enum SplitChoice
{
    /// <summary>Validation where the data set has it, otherwise all.</summary>
    Standard,

    Train,
    Validation,
    Test,
    All,
}
