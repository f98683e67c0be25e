namespace MobileNetSharp.Formats.Torch;

/// <summary>Where in the file the bytes of an entry lie, and their checksum.</summary>
readonly record struct ZipEntry(int Start, int Length, uint Crc32)
{
    /// <summary>Throws <see cref="ModelFormatException"/> where the bytes are not those that were written. A checksum of 0 stands for none: torch.save can leave it out.</summary>
    public void Check(ReadOnlySpan<byte> file, string name)
    {
        if (Crc32 != 0 && Torch.Crc32.Of(file.Slice(Start, Length)) is var found && found != Crc32)
            throw new ModelFormatException($"'{name}' in the archive is damaged: its checksum is {found:x8}, not {Crc32:x8}. Fetch or copy the file again.", Start);
    }
}
