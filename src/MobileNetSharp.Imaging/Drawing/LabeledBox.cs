using MobileNetSharp.Detection;

namespace MobileNetSharp.Imaging.Drawing;

/// <summary>A box to be drawn on an image.</summary>
/// <param name="Box">Its edges in pixels.</param>
/// <param name="Color">The color of outline and label.</param>
/// <param name="Label">The text of its label; null or empty for none.</param>
public sealed record LabeledBox(Box Box, RgbColor Color, string? Label = null);
