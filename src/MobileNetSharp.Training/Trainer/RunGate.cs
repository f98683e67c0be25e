namespace MobileNetSharp.Training.Trainer;

/// <summary>Lets one run of the process go alone, or several beside each other: Torch's random numbers and threads are the process's.</summary>
static class RunGate
{
    const int Alone = -1;
    static readonly Lock gate = new();

    /// <summary>How many runs are under way beside each other, or that one is alone.</summary>
    static int running;

    /// <summary>Completes once no run is under way.</summary>
    static TaskCompletionSource emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits for the others, and says so first where there are any; disposing of what is returned lets the next one in.</summary>
    public static async Task<IDisposable> EnterAsync(bool besideOthers, Action waits, CancellationToken cancellationToken)
    {
        for (var isFirst = true; WaitFor(besideOthers) is { } others; isFirst = false)
        {
            if (isFirst)
                waits();
            await others.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return new Leaving();
    }

    /// <summary>Enters, or returns what to wait for before the next try.</summary>
    static Task? WaitFor(bool besideOthers)
    {
        lock (gate)
        {
            if (running != 0 && !(besideOthers && running > 0))
                return emptied.Task;
            running = besideOthers ? running + 1 : Alone;
            return null;
        }
    }

    sealed class Leaving : IDisposable
    {
        public void Dispose()
        {
            lock (gate)
            {
                running = running == Alone ? 0 : running - 1;
                if (running > 0)
                    return;
                emptied.SetResult();
                emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
