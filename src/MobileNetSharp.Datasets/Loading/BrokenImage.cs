namespace MobileNetSharp.Datasets.Loading;

/// <summary>An image that could not be read: its index and name in the data set, and why.</summary>
public sealed record BrokenImage(int Index, string Name, string Error)
{
    /// <summary>Both in one line, the name once.</summary>
    public string Line => Error.Contains(Name, StringComparison.Ordinal) ? Error : $"{Name}: {Error}";
}
