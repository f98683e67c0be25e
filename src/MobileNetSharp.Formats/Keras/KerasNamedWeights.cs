using System.Text;
using MobileNetSharp.Formats.Keras.Hdf5;

namespace MobileNetSharp.Formats.Keras;

/// <summary>
/// An .h5 file's weights: a group for each layer of the outermost model, with the paths of all weights below it, such as
/// <c>block_1_expand_BN/gamma:0</c>.
/// </summary>
sealed class KerasNamedWeights(Hdf5File file, Hdf5Object weights) : KerasWeights(file)
{
    /// <summary>By the name of an outermost layer.</summary>
    readonly Dictionary<string, LayerGroup> groups = new(StringComparer.Ordinal);

    protected override Hdf5Object? Find(KerasLayer layer, int position, ReadOnlySpan<string> names)
    {
        var top = layer;
        while (top.Parent is { Parent: not null } parent)
            top = parent;
        if (!groups.TryGetValue(top.Name, out var group))
        {
            if (weights.Member(top.Name) is not { } found)
                return null;
            groups.Add(top.Name, group = new(found));
        }

        foreach (var name in names)
        {
            if (group.Path(layer == top ? null : layer.Name, name) is { } path)
                return group.Object.Member(path);
        }

        return null;
    }

    /// <summary>The weights below one group.</summary>
    sealed class LayerGroup
    {
        const int MaximumPathLength = 1000;

        readonly ILookup<string, string> byWeight;
        readonly ILookup<(string Owner, string Weight), string> byOwner, byUnnumberedOwner;

        public LayerGroup(Hdf5Object group)
        {
            Object = group;
            var paths = Paths(group).Where(path => path.Length <= MaximumPathLength).Select(Split).ToList();
            byWeight = paths.ToLookup(path => path.Weight, path => path.Path, StringComparer.Ordinal);
            byOwner = paths.ToLookup(path => (path.Owner, path.Weight), path => path.Path);
            byUnnumberedOwner = paths.ToLookup(path => (Unnumbered(path.Owner), path.Weight), path => path.Path);
        }

        public Hdf5Object Object { get; }

        /// <summary>The only path of that weight, of a layer inside or, with null, of the outermost layer itself.</summary>
        public string? Path(string? owner, string weight)
        {
            var paths = owner is null ? byWeight[weight] : byOwner[(owner, weight)];
            if (owner is not null && !paths.Any())
                paths = byUnnumberedOwner[(owner, weight)];
            return paths.Take(2).ToArray() is [var only] ? only : null;
        }

        /// <summary>The attribute weight_names; where it is larger than 64 KB, Keras splits it into weight_names0, weight_names1, ….</summary>
        static IEnumerable<string> Paths(Hdf5Object group)
        {
            var parts = group.Attributes.TryGetValue("weight_names", out var whole)
                ? [whole]
                : Enumerable.Range(0, group.Attributes.Count).Select(i => group.Attributes.GetValueOrDefault($"weight_names{i}")).TakeWhile(part => part is not null);
            return parts.SelectMany(part => part!.Strings()).Select(name => Encoding.UTF8.GetString(name.Span));
        }

        /// <summary>Of <c>model/block_1_expand_BN/gamma:0</c>: block_1_expand_BN and gamma.</summary>
        static (string Path, string Owner, string Weight) Split(string path)
        {
            var slash = path.LastIndexOf('/');
            var (before, name) = (slash < 0 ? "" : path[..slash], path[(slash + 1)..]);
            return (path, before[(before.LastIndexOf('/') + 1)..], name.Split(':')[0]);
        }

        /// <summary>Keras 2 numbers the owner when a model is built twice in one program: <c>conv1_1/kernel:0</c>.</summary>
        static string Unnumbered(string owner)
        {
            var name = owner.TrimEnd([.. "0123456789"]);
            return name.Length < owner.Length && name.EndsWith('_') ? name[..^1] : owner;
        }
    }
}
