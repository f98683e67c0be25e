namespace MobileNetSharp.Fuzz;

/// <summary>Decisions that a file's bytes make: so a file says which network is made, and a tool that changes files changes networks. All are 0 once the bytes are used up.</summary>
sealed class Choices(byte[] bytes)
{
    int at;

    /// <summary>A number below a limit of at most 65536.</summary>
    public int Next(int limit)
    {
        var number = Byte();
        if (limit > 256)
            number |= Byte() << 8;
        return number % limit;
    }

    public int Between(int minimum, int maximum) => minimum + Next(maximum - minimum + 1);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Next(times) == times - 1;

    public T Of<T>(params ReadOnlySpan<T> values) => values[Next(values.Length)];

    int Byte() => at < bytes.Length ? bytes[at++] : 0;
}
