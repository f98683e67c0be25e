using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace MobileNetSharp.Weights;

/// <summary>Weights by name; immutable. Disposing it gives back the file that its tensors may be mapped from.</summary>
public sealed class WeightSet : IReadOnlyDictionary<string, Tensor>, IDisposable
{
    readonly Dictionary<string, Tensor> tensors;
    readonly IDisposable? owner;

    /// <summary>Weights, and what must live as long as they do.</summary>
    public WeightSet(IEnumerable<KeyValuePair<string, Tensor>> tensors, IDisposable? owner = null) =>
        (this.tensors, this.owner) = (new(tensors, StringComparer.Ordinal), owner);

    /// <inheritdoc/>
    public int Count => tensors.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => tensors.Keys;

    /// <inheritdoc/>
    public IEnumerable<Tensor> Values => tensors.Values;

    /// <summary>The weight of that name, or a <see cref="KeyNotFoundException"/> that names it.</summary>
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
