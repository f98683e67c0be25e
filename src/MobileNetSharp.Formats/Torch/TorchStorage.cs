using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Torch;

/// <summary>A flat run of elements that tensors are views of.</summary>
sealed class TorchStorage(ElementType type, string key, long count)
{
    public ElementType Type { get; } = type;

    public string Key { get; } = key;

    /// <summary>Elements, as the pickle says.</summary>
    public long Count { get; } = count;

    /// <summary>Where in the file its bytes begin; null until the container has told, which then has checked that they are there.</summary>
    public int? Start { get; set; }
}
