namespace MobileNetSharp.Formats.TfLite;

/// <summary>Padding of the TFLite schema.</summary>
enum TfLitePadding : byte
{
    Same = 0,
    Valid = 1,
}
