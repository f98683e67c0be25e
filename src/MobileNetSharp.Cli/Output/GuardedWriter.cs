using System.Text;
using MobileNetSharp.Files;

namespace MobileNetSharp.Cli.Output;

/// <summary>Decides what happens where stdout or stderr is closed or full, or its terminal is gone.</summary>
sealed class GuardedWriter : TextWriter
{
    readonly TextWriter output;
    readonly Action<Exception> onFault;

    GuardedWriter(TextWriter output, Action<Exception> onFault) => (this.output, this.onFault) = (output, onFault);

    /// <summary>Stderr: the exit code still reports what happened, and the work continues.</summary>
    public static GuardedWriter ForErrors(TextWriter error) => new(error, static _ => { });

    /// <summary>Stdout: the exception says what cannot be written, which the system does not.</summary>
    public static GuardedWriter ForResults(TextWriter output) => new(output, static e => throw new IOException($"The output cannot be written: {FileErrors.Reason(e)}.", e));

    public override Encoding Encoding => output.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value) => Try(() => output.Write(value));

    public override void WriteLine(string? value) => Try(() => output.WriteLine(value));

    public override void Flush() => Try(output.Flush);

    void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            onFault(e);
        }
    }
}
