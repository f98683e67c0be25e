using System.Net;
using System.Text.RegularExpressions;

namespace MobileNetSharp.Plotting.Html;

/// <summary>Escapes text for HTML and SVG.</summary>
static partial class Markup
{
    public static string Escape(string words) => WebUtility.HtmlEncode(Unprintable().Replace(words, "\uFFFD"));

    /// <summary>Characters that are invalid in XML but possible in file names.</summary>
    [GeneratedRegex(@"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]")]
    private static partial Regex Unprintable();
}
