using MobileNetSharp.Imaging;

namespace MobileNetSharp.Plotting.Html;

/// <summary>An image of a report with the lines below it, the first of which is emphasized.</summary>
public sealed record ReportImage(RgbImage Image, params string[] Lines);
