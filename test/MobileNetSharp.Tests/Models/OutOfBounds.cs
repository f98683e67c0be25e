namespace MobileNetSharp.Tests.Models;

/// <summary>What must hold of the error for an option out of its bounds.</summary>
static class OutOfBounds
{
    /// <summary>The error names the option, its bounds and its value.</summary>
    public static void Assert(string option, string rule, Action build)
    {
        var e = Xunit.Assert.Throws<ArgumentOutOfRangeException>(option, build);
        Xunit.Assert.StartsWith(rule, e.Message, StringComparison.Ordinal);
    }
}
