using System.Runtime.InteropServices;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Torch;

/// <summary>A Python dictionary as the order of its entries; its readers look up what they need and refuse repeated keys.</summary>
sealed class PickleDict
{
    static readonly List<KeyValuePair<object?, object?>> None = [];

    List<KeyValuePair<object?, object?>>? entries;

    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => entries ?? None;

    public void Add(object? key, object? value) => (entries ??= []).Add(new(key, value));

    /// <summary>The value under a name, or null.</summary>
    public object? Find(string name)
    {
        foreach (ref readonly var entry in CollectionsMarshal.AsSpan(entries))
        {
            if (entry.Key is string found && found == name)
                return entry.Value;
        }

        return null;
    }
}

/// <summary>
/// What a pickle says about an object of a class that means nothing here: data only. The class is never looked up, and nothing
/// of the object is ever run.
/// </summary>
sealed class PickleObject(PickleGlobal? type, object?[] arguments)
{
    /// <summary>The class, or the function that would have made the object; null where that is itself an object.</summary>
    public PickleGlobal? Type { get; } = type;

    /// <summary>What the class would have been called with.</summary>
    public object?[] Arguments { get; } = arguments;

    /// <summary>What would have become its attributes; most often a <see cref="PickleDict"/>.</summary>
    public object? State { get; set; }

    /// <summary>The entries of an object that is a dictionary too.</summary>
    public PickleDict? Items { get; set; }

    /// <summary>The elements of an object that is a list too.</summary>
    public List<object?>? Elements { get; set; }
}

/// <summary>A Python name in a pickle. Those that are listed here have a meaning; any other is a name and nothing more.</summary>
/// <param name="Name">Module and name, with a dot between them.</param>
/// <param name="Storage">The elements, if it is a class of storages.</param>
sealed record PickleGlobal(string Name, StorageElements? Storage = null)
{
    public static readonly PickleGlobal OrderedDict = new("collections.OrderedDict");
    public static readonly PickleGlobal Size = new("torch.Size");
    public static readonly PickleGlobal RebuildTensor = new("torch._utils._rebuild_tensor_v2");
    public static readonly PickleGlobal RebuildOldTensor = new("torch._utils._rebuild_tensor");
    public static readonly PickleGlobal RebuildParameter = new("torch._utils._rebuild_parameter");
    public static readonly PickleGlobal RebuildParameterWithState = new("torch._utils._rebuild_parameter_with_state");
    public static readonly PickleGlobal RebuildFromType = new("torch._tensor._rebuild_from_type_v2");

    static readonly Dictionary<string, PickleGlobal> Known = new PickleGlobal[]
    {
        OrderedDict, Size, RebuildTensor, RebuildOldTensor, RebuildParameter, RebuildParameterWithState, RebuildFromType,
        new("torch.FloatStorage", new(ElementType.Float32, 4)), new("torch.HalfStorage", new(ElementType.Float16, 2)),
        new("torch.BFloat16Storage", new(ElementType.BFloat16, 2)), new("torch.CharStorage", new(ElementType.Int8, 1)),
        new("torch.ByteStorage", new(ElementType.UInt8, 1)), new("torch.IntStorage", new(ElementType.Int32, 4)),
        new("torch.LongStorage", new(ElementType.Int64, 8)), new("torch.DoubleStorage", new(null, 8)),
        new("torch.ShortStorage", new(null, 2)), new("torch.BoolStorage", new(null, 1)),
        new("torch.ComplexFloatStorage", new(null, 8)), new("torch.ComplexDoubleStorage", new(null, 16)),
        new("torch.QInt8Storage", new(null, 1)), new("torch.QUInt8Storage", new(null, 1)), new("torch.QInt32Storage", new(null, 4)),
        new("torch.storage.UntypedStorage", new(null, 1)),
    }.ToDictionary(global => global.Name, StringComparer.Ordinal);

    /// <summary>The name that has a meaning, or null.</summary>
    public static PickleGlobal? Find(string name) => Known.GetValueOrDefault(name);
}

/// <summary>The elements of a storage: their type, null for one that cannot be read, and their size.</summary>
sealed record StorageElements(ElementType? Type, int Bytes);
