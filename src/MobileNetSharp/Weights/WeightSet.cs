using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace MobileNetSharp.Weights;

/// <summary>
/// Weights by name; immutable. The set owns the memory of the file that its tensors may lie in, and disposing it releases that. Sets
/// that are made of another's tensors (by a transform, say) own nothing: they are usable until the first is disposed.
/// </summary>
public sealed class WeightSet : IReadOnlyDictionary<string, Tensor>, IDisposable
{
    readonly Dictionary<string, Tensor> tensors;
    readonly IDisposable? owner;

    /// <summary>Weights, and the memory that they lie in, which is disposed with the set; null where they need none or do not own it.</summary>
    public WeightSet(IEnumerable<KeyValuePair<string, Tensor>> tensors, IDisposable? owner = null) =>
        (this.tensors, this.owner) = (new(tensors, StringComparer.Ordinal), owner);

    /// <inheritdoc/>
    public int Count => tensors.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => tensors.Keys;

    /// <inheritdoc/>
    public IEnumerable<Tensor> Values => tensors.Values;

    /// <summary>The weight of that name; throws <see cref="KeyNotFoundException"/> if there is none.</summary>
    public Tensor this[string key] => tensors.TryGetValue(key, out var tensor)
        ? tensor
        : throw new KeyNotFoundException($"There is no weight '{key}'.");

    /// <inheritdoc/>
    public bool ContainsKey(string key) => tensors.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Tensor value) => tensors.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() => tensors.GetEnumerator();

    /// <inheritdoc/>
    public void Dispose() => owner?.Dispose();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
