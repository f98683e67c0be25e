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
        foreach (var (key, value) in Entries)
        {
            if (key is string found && found == name)
                return value;
        }

        return null;
    }
}

/// <summary>A Python name that a checkpoint may refer to. There are no others, so that reading a pickle never runs anything.</summary>
sealed record PickleGlobal(string Name, ElementType? StorageType = null)
{
    public static readonly PickleGlobal OrderedDict = new("collections.OrderedDict");
    public static readonly PickleGlobal RebuildTensor = new("torch._utils._rebuild_tensor_v2");
    public static readonly PickleGlobal RebuildParameter = new("torch._utils._rebuild_parameter");

    static readonly Dictionary<string, PickleGlobal> Allowed = new PickleGlobal[]
    {
        OrderedDict, RebuildTensor, RebuildParameter,
        new("torch.FloatStorage", ElementType.Float32), new("torch.HalfStorage", ElementType.Float16),
        new("torch.BFloat16Storage", ElementType.BFloat16), new("torch.CharStorage", ElementType.Int8),
        new("torch.ByteStorage", ElementType.UInt8), new("torch.IntStorage", ElementType.Int32),
        new("torch.LongStorage", ElementType.Int64),
    }.ToDictionary(global => global.Name, StringComparer.Ordinal);

    /// <summary>The name if it is allowed, or null.</summary>
    public static PickleGlobal? Find(string name) => Allowed.GetValueOrDefault(name);
}
