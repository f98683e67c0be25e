using System.Runtime.InteropServices;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli;

/// <summary>Ctrl-C, a request to end and a closed terminal: each asks the verb to stop, which saves what it has, and ends the process with 128 and the signal's number.</summary>
sealed class StopSignals : IDisposable
{
    /// <summary>On a busy machine a step of training, and saving it, takes a while.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly CancellationTokenSource source = new();
    readonly Timer overdue;
    readonly PosixSignalRegistration[] registrations;

    public StopSignals()
    {
        overdue = new Timer(_ => GiveUp());
        registrations = [Register(PosixSignal.SIGINT, Cli.ExitCode.Canceled), Register(PosixSignal.SIGTERM, Cli.ExitCode.Terminated), Register(PosixSignal.SIGHUP, Cli.ExitCode.HungUp)];
    }

    public CancellationToken CancellationToken => source.Token;

    /// <summary>What the process ends with; null without a signal.</summary>
    public int? ExitCode { get; private set; }

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        overdue.Dispose();
        source.Dispose();
    }

    PosixSignalRegistration Register(PosixSignal signal, int exitCode) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (ExitCode is not null)
            return;
        ExitCode = exitCode;
        try
        {
            overdue.Change(Patience, Timeout.InfiniteTimeSpan);
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The verb ends at this very moment.
        }
    });

    void GiveUp()
    {
        Terminal.Error("stopped");
        Environment.Exit(ExitCode ?? Cli.ExitCode.Canceled);
    }
}
