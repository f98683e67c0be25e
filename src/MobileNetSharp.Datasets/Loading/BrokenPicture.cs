namespace MobileNetSharp.Datasets;

/// <summary>A picture that could not be read: its index and name in the data set, and why.</summary>
public sealed record BrokenPicture(int Index, string Name, string Error)
{
    /// <summary>Both in one line, the name once.</summary>
    public string Line => Error.Contains(Name, StringComparison.Ordinal) ? Error : $"{Name}: {Error}";
}
