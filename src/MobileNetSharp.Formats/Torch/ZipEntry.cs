namespace MobileNetSharp.Formats.Torch;

/// <summary>Where in the file the bytes of an entry lie.</summary>
readonly record struct ZipEntry(int Start, int Length);
