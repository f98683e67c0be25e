using System.Text;

namespace MobileNetSharp.Cli.Output;

/// <summary>Writes text with its control characters escaped. A WriteLine is one line, whatever names it holds; a Write may have several. JSON means the same afterwards.</summary>
sealed class PrintableWriter(TextWriter output) : TextWriter
{
    public override Encoding Encoding => output.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value) => output.Write(PrintableText.EscapeLines(value ?? ""));

    public override void WriteLine() => output.WriteLine();

    public override void WriteLine(string? value) => output.WriteLine(PrintableText.Escape(value ?? ""));

    public override void Flush() => output.Flush();
}
