using System.Text;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Tests;

public class GuardedWriterTests
{
    /// <summary>A progress bar draws on a thread of its own, also after its terminal is gone.</summary>
    [Fact]
    public void A_terminal_that_is_gone_stops_no_work()
    {
        using var gone = new Gone();
        using var writer = GuardedWriter.ForErrors(gone);
        writer.Write('a');
        writer.Write("b");
        writer.WriteLine("c");
        writer.WriteLine();
        writer.Write(['d'], 0, 1);
        writer.Write("e".AsSpan());
        writer.Flush();
        Assert.InRange(gone.Writes, 6, 7 + Environment.NewLine.Length);
    }

    [Fact]
    public void Results_that_cannot_be_written_are_an_error_that_says_so()
    {
        using var gone = new Gone();
        using var writer = GuardedWriter.ForResults(gone);
        Assert.Equal("The output cannot be written: Input/output error.", Assert.Throws<IOException>(() => writer.WriteLine("a")).Message);
        Assert.Equal("The output cannot be written: access denied.", Assert.Throws<IOException>(writer.Flush).Message);
    }

    sealed class Gone : TextWriter
    {
        public int Writes { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            Writes++;
            throw new IOException("Input/output error");
        }

        public override void Flush()
        {
            Writes++;
            throw new UnauthorizedAccessException();
        }
    }
}
