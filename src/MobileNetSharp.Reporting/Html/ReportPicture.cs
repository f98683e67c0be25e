using MobileNetSharp.Vision;

namespace MobileNetSharp.Reporting;

/// <summary>A picture of a report with the lines below it, the first of which is emphasised.</summary>
public sealed record ReportPicture(RgbImage Image, params string[] Lines);
