using System.Collections.Immutable;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Paper.Figures;

/// <summary>A figure of the paper, drawn from the networks or from measurements.</summary>
/// <param name="Id">Its name, such as <c>figure5</c>, with which its files begin.</param>
/// <param name="Title">Its number and what it shows.</param>
/// <param name="Text">What is to be seen, and where it comes from.</param>
/// <param name="Images">Its parts.</param>
public sealed record PaperFigure(string Id, string Title, ImmutableArray<string> Text, ImmutableArray<Canvas> Images)
{
    /// <summary>The width of a figure of several parts, as they fit side by side.</summary>
    const double Width = 960;

    /// <summary>All parts on one canvas.</summary>
    public Canvas Draw() => Images.Length == 1 ? Images[0] : Canvas.Arrange(Title, Images, Math.Max(Width, Images.Max(image => image.Width)));

    /// <summary>The names of the parts' SVG files.</summary>
    public IEnumerable<string> Files => Images.Select((_, i) => Images.Length == 1 ? $"{Id}.svg" : FormattableString.Invariant($"{Id}-{i + 1}.svg"));
}
