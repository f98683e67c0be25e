namespace MobileNetSharp.Files;

/// <summary>Reads a file and refuses what is more than its limits: bytes in all, and bytes of a line.</summary>
sealed class LimitedStream : Stream
{
    readonly Stream file;
    readonly string path;
    readonly int maximumBytes, maximumLineBytes;
    long bytes, lineBytes, line = 1;

    /// <exception cref="IOException">The file has more bytes, where it is a file; the message names it.</exception>
    public LimitedStream(Stream file, string path, int maximumBytes, int maximumLineBytes)
    {
        (this.file, this.path, this.maximumBytes, this.maximumLineBytes) = (file, path, maximumBytes, maximumLineBytes);
        if (!file.CanSeek || file.Length <= maximumBytes)
            return;
        var length = file.Length;
        file.Dispose();
        throw TooLarge($"{length} bytes are");
    }

    /// <summary>The length of a file; 0 for a pipe.</summary>
    public int ExpectedBytes => file.CanSeek ? (int)file.Length : 0;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = file.Read(buffer);
        if ((bytes += count) > maximumBytes)
            throw TooLarge("it has");
        if (maximumLineBytes < maximumBytes)
            CheckLines(buffer[..count]);
        return count;
    }

    void CheckLines(ReadOnlySpan<byte> read)
    {
        while (!read.IsEmpty)
        {
            var end = read.IndexOfAny((byte)'\n', (byte)'\r');
            lineBytes += end < 0 ? read.Length : end;
            if (lineBytes > maximumLineBytes)
                throw new IOException(FormattableString.Invariant($"{path}: line {line} has more than {maximumLineBytes} bytes, which is the limit; is this a text file?"));
            if (end < 0)
                return;
            line += read[end] == '\n' ? 1 : 0;
            lineBytes = 0;
            read = read[(end + 1)..];
        }
    }

    IOException TooLarge(string found) => new(FormattableString.Invariant($"{path}: {found} more than the {maximumBytes} bytes that are read of such a file."));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
