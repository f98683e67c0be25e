using System.Collections.Immutable;

namespace MobileNetSharp.Paper;

/// <summary>A figure of the paper, drawn from the networks or from measurements.</summary>
/// <param name="Id">Its name, such as <c>figure5</c>, with which its files begin.</param>
/// <param name="Title">Its number and what it shows.</param>
/// <param name="Text">What is to be seen, and where it comes from.</param>
/// <param name="Pictures">SVG documents.</param>
public sealed record PaperFigure(string Id, string Title, ImmutableArray<string> Text, ImmutableArray<string> Pictures)
{
    /// <summary>The pictures' file names.</summary>
    public IEnumerable<string> Files => Pictures.Select((_, i) => Pictures.Length == 1 ? $"{Id}.svg" : FormattableString.Invariant($"{Id}-{i + 1}.svg"));
}
