using MobileNetSharp.TestKit;

namespace MobileNetSharp.Fuzz;

/// <summary>Something that reads files from anywhere, and what it may do with a damaged one.</summary>
/// <param name="Name">The name to choose it by.</param>
/// <param name="Seeds">Whole files of its format.</param>
/// <param name="Read">Reads a file to its end, as a program would.</param>
/// <param name="IsRefusal">Whether an exception is how this reader refuses a file.</param>
sealed record Reader(string Name, Func<IEnumerable<byte[]>> Seeds, Action<byte[]> Read, Func<Exception, bool> IsRefusal)
{
    /// <summary>Makes a file out of the seeds.</summary>
    public Func<byte[][], Random, Mutant> Mutate { get; init; } = FileMutations.Create;

    /// <summary>What a file says, for the description of a fault.</summary>
    public Func<byte[], string> Describe { get; init; } = file => $"{file.Length} bytes";

    /// <summary>What it may allocate for each byte of the file.</summary>
    public int Multiple { get; init; } = 16;

    /// <summary>What it may allocate whatever the file's size: the refusal and its stack, for images the most pixels.</summary>
    public long FixedBytes { get; init; } = 1 << 20;
}
