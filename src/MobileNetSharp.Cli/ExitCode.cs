namespace MobileNetSharp.Cli;

/// <summary>What the command returns to the shell.</summary>
static class ExitCode
{
    public const int Done = 0;

    /// <summary>It failed, or some of its inputs did.</summary>
    public const int Failed = 1;

    /// <summary>It was called wrongly.</summary>
    public const int Usage = 2;

    /// <summary>An error that the program did not foresee (EX_SOFTWARE of sysexits.h).</summary>
    public const int Unexpected = 70;

    /// <summary>The terminal was closed: 128 + SIGHUP.</summary>
    public const int HungUp = 129;

    /// <summary>Ctrl-C: 128 + SIGINT.</summary>
    public const int Canceled = 130;

    /// <summary>It was asked to end: 128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
