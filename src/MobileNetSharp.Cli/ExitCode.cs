namespace MobileNetSharp.Cli;

/// <summary>What the command returns to the shell.</summary>
static class ExitCode
{
    public const int Done = 0;

    /// <summary>It failed, or some of its inputs did.</summary>
    public const int Failed = 1;

    /// <summary>It was called wrongly.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl-C.</summary>
    public const int Canceled = 130;
}
