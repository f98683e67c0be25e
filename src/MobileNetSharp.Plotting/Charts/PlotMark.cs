namespace MobileNetSharp.Plotting.Charts;

/// <summary>A place along a plot's x axis that a vertical line points out, such as the best epoch.</summary>
public sealed record PlotMark(double X, string Text);
