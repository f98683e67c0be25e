using System.Net;
using System.Text.RegularExpressions;

namespace MobileNetSharp.Plotting.Html;

/// <summary>Makes words safe to stand in HTML and SVG.</summary>
static partial class Markup
{
    public static string Escape(string words) => WebUtility.HtmlEncode(Unprintable().Replace(words, "\uFFFD"));

    /// <summary>Characters that XML cannot hold at all, and that a file's name may have.</summary>
    [GeneratedRegex(@"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]")]
    private static partial Regex Unprintable();
}
