namespace MobileNetSharp.Training.Trainer;

/// <summary>Lets one run of the process go alone, or several beside each other: Torch's random numbers and threads are the process's.</summary>
static class RunGate
{
    static readonly SemaphoreSlim alone = new(1, 1);
    static readonly SemaphoreSlim entrance = new(1, 1);
    static int beside;

    /// <summary>Waits for the others, and says so first where there are any; disposing of what is returned lets the next one in.</summary>
    public static async Task<IDisposable> EnterAsync(bool besideOthers, Action waits, CancellationToken cancellationToken)
    {
        if (!besideOthers)
        {
            await WaitAsync(waits, cancellationToken).ConfigureAwait(false);
            return new Leaving(() => alone.Release());
        }

        await entrance.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (beside == 0)
                await WaitAsync(waits, cancellationToken).ConfigureAwait(false);
            beside++;
        }
        finally
        {
            entrance.Release();
        }

        return new Leaving(Leave);
    }

    static async Task WaitAsync(Action waits, CancellationToken cancellationToken)
    {
        if (alone.Wait(0, CancellationToken.None))
            return;
        waits();
        await alone.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    static void Leave()
    {
        entrance.Wait();
        if (--beside == 0)
            alone.Release();
        entrance.Release();
    }

    sealed class Leaving(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
