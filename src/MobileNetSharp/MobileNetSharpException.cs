namespace MobileNetSharp;

/// <summary>The base of every exception that this library throws for what it was given: files, models, data sets, recipes. The message is one line: what is wrong, where, what to do.</summary>
public abstract class MobileNetSharpException : Exception
{
    /// <summary>An exception with its line, and what caused it.</summary>
    protected MobileNetSharpException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
