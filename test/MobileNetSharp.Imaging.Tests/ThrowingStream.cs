namespace MobileNetSharp.Imaging.Tests;

/// <summary>A stream that reads or writes so many bytes and then throws.</summary>
sealed class ThrowingStream(byte[] content, int goodBytes) : MemoryStream(content)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Good(count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    public override void Write(byte[] buffer, int offset, int count)
    {
        base.Write(buffer, offset, Math.Min(count, goodBytes - (int)Position));
        if (Position == goodBytes) throw new IOException("broken");
    }

    int Good(int count) => Position < goodBytes ? Math.Min(count, goodBytes - (int)Position) : throw new IOException("broken");
}
