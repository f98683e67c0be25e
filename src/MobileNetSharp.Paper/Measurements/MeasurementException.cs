namespace MobileNetSharp.Paper.Measurements;

/// <summary>A file does not hold the measurements that it should.</summary>
public sealed class MeasurementException : MobileNetSharpException
{
    /// <summary>A file, and what is wrong with it.</summary>
    public MeasurementException(string path, string problem, Exception? innerException = null) : base($"{path}: {problem}", innerException) =>
        (Path, Problem) = (path, problem);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is wrong with it.</summary>
    public string Problem { get; }
}
