using Xunit;

namespace MobileNetSharp.TestKit;

/// <summary>What every reader owes to a damaged file: it loads, or is refused by the reader's own exception, in little memory.</summary>
public static class HostileInput
{
    /// <summary>What a refusal may allocate whatever the file's size: the exception and its stack.</summary>
    const long FixedBytes = 1 << 20;

    /// <summary>
    /// Reads every mutant; fails on any other exception than <typeparamref name="TRefusal"/>, and on more bytes allocated than
    /// <paramref name="multiple"/> times the file's size plus 1 MiB. Returns how many were refused.
    /// </summary>
    public static int Check<TRefusal>(IEnumerable<Mutant> mutants, Action<byte[]> read, int multiple = 16)
        where TRefusal : Exception
    {
        ArgumentNullException.ThrowIfNull(mutants);
        ArgumentNullException.ThrowIfNull(read);
        var refused = 0;
        foreach (var mutant in mutants)
        {
            var limit = (multiple * (long)mutant.Bytes.Length) + FixedBytes;
            var (isRefused, allocated) = Read<TRefusal>(mutant, read);
            // What is made once in a process, such as the table of known networks, is not the file's: the second time counts.
            if (allocated > limit)
                (isRefused, allocated) = Read<TRefusal>(mutant, read);
            Assert.True(allocated <= limit, $"{mutant.Damage}: {allocated} bytes allocated for a file of {mutant.Bytes.Length}.");
            refused += isRefused ? 1 : 0;
        }

        return refused;
    }

    static (bool IsRefused, long Allocated) Read<TRefusal>(Mutant mutant, Action<byte[]> read)
        where TRefusal : Exception
    {
        var isRefused = false;
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(mutant.Bytes);
        }
        catch (TRefusal refusal)
        {
            isRefused = true;
            Assert.False(refusal.Message.Contains('\n', StringComparison.Ordinal), $"{mutant.Damage}: more than one line: {refusal.Message}");
        }
#pragma warning disable CA1031 // Any other exception is the failure that this looks for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Assert.Fail($"{mutant.Damage}: {e}");
        }

        return (isRefused, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
