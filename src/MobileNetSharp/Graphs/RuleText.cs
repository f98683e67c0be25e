using System.Globalization;
using System.Runtime.CompilerServices;

namespace MobileNetSharp.Graphs;

/// <summary>What a rule says, put together only where the rule is broken: graphs of thousands of nodes hold it everywhere.</summary>
[InterpolatedStringHandler]
ref struct RuleText
{
    DefaultInterpolatedStringHandler text;

    public RuleText(int literalLength, int formattedCount, bool holds, out bool isNeeded)
    {
        isNeeded = !holds;
        if (isNeeded)
            text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);
    }

    public void AppendLiteral(string value) => text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

    /// <summary>The text, which can be taken once.</summary>
    public string Take() => text.ToStringAndClear();
}
