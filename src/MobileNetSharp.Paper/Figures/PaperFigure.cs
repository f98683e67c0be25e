using System.Collections.Immutable;

namespace MobileNetSharp.Paper.Figures;

/// <summary>A figure of the paper, drawn from the networks or from measurements.</summary>
/// <param name="Id">Its name, such as <c>figure5</c>, with which its files begin.</param>
/// <param name="Title">Its number and what it shows.</param>
/// <param name="Text">What is to be seen, and where it comes from.</param>
/// <param name="Images">SVG documents.</param>
public sealed record PaperFigure(string Id, string Title, ImmutableArray<string> Text, ImmutableArray<string> Images)
{
    /// <summary>The images' file names.</summary>
    public IEnumerable<string> Files => Images.Select((_, i) => Images.Length == 1 ? $"{Id}.svg" : FormattableString.Invariant($"{Id}-{i + 1}.svg"));
}
