namespace MobileNetSharp.Formats.TfLite;

/// <summary>
/// A table to be written: fields by number. Scalars lie inline; strings, arrays, <see cref="ReadOnlyMemory{T}"/> of bytes and
/// tables are referred to.
/// </summary>
sealed class FlatFields : SortedDictionary<int, object>;
