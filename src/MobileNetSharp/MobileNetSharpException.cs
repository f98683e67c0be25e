namespace MobileNetSharp;

/// <summary>The base of every exception that this library throws for what it was given: files, models, data sets, recipes. The message is one line: what is wrong, where, what to do.</summary>
public abstract class MobileNetSharpException : Exception
{
    /// <summary>An exception with its line, and what caused it; names from files in the line are made printable and the line is bounded (<see cref="PrintableText.Line(string)"/>).</summary>
    protected MobileNetSharpException(string message, Exception? innerException = null) : base(PrintableText.Line(message), innerException)
    {
    }
}
