namespace MobileNetSharp.Plotting.Charts;

/// <summary>One bar of a plot.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Value">Its length, in the plot's unit.</param>
/// <param name="Spread">Where given, a whisker of so much to both sides, such as a standard deviation over seeds.</param>
public sealed record Bar(string Name, double Value, double? Spread = null);
