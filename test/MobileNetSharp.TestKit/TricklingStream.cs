namespace MobileNetSharp.TestKit;

/// <summary>A stream that cannot seek and gives at most seven bytes a read; an endless one continues with zeros.</summary>
public sealed class TricklingStream(byte[] content, bool endless = false) : Stream
{
    int position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (position == content.Length)
        {
            Array.Clear(buffer, offset, count);
            return endless ? count : 0;
        }

        var read = Math.Min(Math.Min(count, 7), content.Length - position);
        Array.Copy(content, position, buffer, offset, read);
        position += read;
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
