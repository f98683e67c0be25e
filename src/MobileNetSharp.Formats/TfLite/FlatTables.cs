namespace MobileNetSharp.Formats.TfLite;

/// <summary>A vector of tables; each is checked when it is asked for. The default is empty.</summary>
readonly struct FlatTables
{
    readonly FlatBuffer buffer;
    readonly long elements;

    public FlatTables(FlatBuffer buffer, long position)
    {
        Count = buffer.Vector(position, sizeof(uint)).Length / sizeof(uint);
        (this.buffer, elements) = (buffer, position + sizeof(uint));
    }

    public int Count { get; }

    /// <summary>The table of that index, which the file may have got wrong; <paramref name="what"/> is what it would be.</summary>
    public FlatTable At(long index, string what)
    {
        if (index < 0 || index >= Count)
            throw new ModelFormatException($"The file refers to {what} {index}, but has {Count} of them");
        return new(buffer, buffer.Follow(elements + (index * sizeof(uint))));
    }
}
