namespace MobileNetSharp.Formats.TfLite;

/// <summary>
/// Reads TensorFlow Lite models (.tflite, schema version 3): float networks, and networks quantised per tensor or per channel,
/// whose weights keep their integers with scales and zero points. Source: https://ai.google.dev/edge/litert/models.
/// </summary>
public static class TfLiteReader
{
    /// <summary>
    /// The model in a file's bytes, which must stay as they are while it is used (weights are not copied where their layout
    /// allows it). Outputs keep the file's names. Throws <see cref="ModelFormatException"/>, also for an operator that our
    /// graphs do not have, which it names.
    /// </summary>
    public static Model Read(ReadOnlyMemory<byte> file) => new TfLiteGraphReader(new TfLiteFile(file)).Read();
}
